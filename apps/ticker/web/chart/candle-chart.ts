import {
  CandlestickSeries,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Candle } from '../../contract.ts';
import { colorsOf } from '../colors.ts';
import { clock, price, shortCount } from '../format.ts';
import type { News } from './candle-line.ts';

/** Tells whole seconds since 1970, as the chart has its times. */
const isTimestamp = (time: Time | number): time is UTCTimestamp => Number.isInteger(time);

/** The time of a point where the reader is. */
const clockOf = (time: Time): string => (isTimestamp(time) ? clock(time * 1000) : '');

/** The drawing of candles, with their volumes below. */
export class CandleChart {
  readonly #element: HTMLElement;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volumes: ISeriesApi<'Histogram'>;
  /** The newest price, which is ahead of the newest candle. */
  readonly #last: IPriceLine;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#chart = createChart(element, {
      autoSize: true,
      // The logo would bring a style sheet of its own, which the page's policy forbids; the page names the library at its foot.
      layout: { attributionLogo: false, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
      localization: { timeFormatter: clockOf, priceFormatter: price },
      timeScale: {
        borderVisible: false,
        secondsVisible: true,
        timeVisible: true,
        rightOffset: 4,
        barSpacing: 7,
        tickMarkFormatter: clockOf,
      },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.06, bottom: 0.22 } },
      crosshair: { mode: CrosshairMode.Normal },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineVisible: false, lastValueVisible: false });
    this.#last = this.#candles.createPriceLine({ price: 0, lineWidth: 1, lineStyle: LineStyle.Dotted, lineVisible: false });
    this.#volumes = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'custom', formatter: shortCount, minMove: 1 },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.paintTheme();
  }

  /** Takes the colours of the theme. */
  paintTheme(): void {
    const color = colorsOf(this.#element);
    const [up, down, line, strong] = [color('up'), color('down'), color('line'), color('line-strong')];
    this.#candles.applyOptions({ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down });
    this.#volumes.applyOptions({ color: line });
    this.#last.applyOptions({ color: color('accent-fill'), axisLabelTextColor: color('on-fill') });
    this.#chart.applyOptions({
      layout: { background: { color: color('surface') }, textColor: color('muted') },
      grid: { vertLines: { visible: false }, horzLines: { color: color('raised') } },
      crosshair: {
        vertLine: { color: strong, labelBackgroundColor: color('accent-fill') },
        horzLine: { color: strong, labelBackgroundColor: color('accent-fill') },
      },
    });
  }

  /** Marks the newest price. */
  markLast(last: number): void {
    if (this.#last.options().price !== last) this.#last.applyOptions({ price: last, lineVisible: true, axisLabelVisible: true });
  }

  /** Forgets what is drawn. */
  clear(): void {
    this.#last.applyOptions({ lineVisible: false, axisLabelVisible: false });
    this.#candles.setData([]);
    this.#volumes.setData([]);
  }

  draw({ candles, isWhole }: News): void {
    const points = candles.flatMap(pointOf);
    if (isWhole) {
      this.#candles.setData(points.map(({ bar }) => bar));
      this.#volumes.setData(points.map(({ volume }) => volume));
      this.#chart.timeScale().scrollToRealTime();
      return;
    }
    for (const { bar, volume } of points) {
      this.#candles.update(bar);
      this.#volumes.update(volume);
    }
  }
}

function pointOf({ time: timeMs, open, high, low, close, volume }: Candle) {
  const time = Math.floor(timeMs / 1000);
  return isTimestamp(time) ? [{ bar: { time, open, high, low, close }, volume: { time, value: volume } }] : [];
}
