import { byId } from './dom.ts';

/** Lets tabs choose the panel that a phone shows. */
export function listenToTabs(): void {
  byId('tabs', HTMLElement).addEventListener('click', ({ target }) => {
    const view = target instanceof HTMLButtonElement ? target.dataset.view : undefined;
    if (view !== undefined) show(view);
  });
}

/** Shows a panel, where there is room for one only. */
export function show(view: string): void {
  document.body.dataset.view = view;
  document.querySelector(`.${view}`)?.scrollIntoView({ block: 'nearest' });
  for (const tab of byId('tabs', HTMLElement).querySelectorAll<HTMLButtonElement>('button')) {
    if (tab.dataset.view === view) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
}
