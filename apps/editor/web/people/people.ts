import type { Person } from '../../contract.ts';
import { COLORS } from '../../limits.ts';
import { byId, make } from '../dom.ts';
import type { Me } from './me.ts';
import { initialsOf } from './names.ts';

/** Faces that are shown beside the count. */
const MAX_FACES = 5;

/** Shows who has the document open, and lets somebody choose a name and a colour. */
export class People {
  readonly #me: Me;
  readonly #name = byId('name', HTMLInputElement);
  readonly #colors = byId('colors', HTMLElement);

  constructor(me: Me) {
    this.#me = me;
    this.#name.value = me.appearance.name;
    this.#colors.append(...Array.from({ length: COLORS }, (_, color) => swatch(color, color === me.appearance.color)));
    this.#name.addEventListener('change', () => this.#change());
    this.#colors.addEventListener('change', () => this.#change());
    byId('me', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#change();
      byId('people', HTMLElement).hidePopover();
    });
  }

  /** Shows who is there; `client` is the Yjs client of this page. */
  show(people: readonly Person[], client: number): void {
    const mine = people.filter((person) => person.client === client);
    const others = people.filter((person) => person.client !== client).sort((one, other) => one.name.localeCompare(other.name));
    const all = [...mine, ...others];
    byId('people-count', HTMLElement).textContent = String(all.length);
    byId('faces', HTMLElement).replaceChildren(...all.slice(0, MAX_FACES).map(faceOf));
    byId('people-list', HTMLElement).replaceChildren(
      ...all.map((person) =>
        make('li', '', faceOf(person), person.name, ...(person.client === client ? [make('span', 'note', '(you)')] : [])),
      ),
    );
  }

  #change(): void {
    const checked = this.#colors.querySelector<HTMLInputElement>('input:checked');
    this.#me.change({ name: this.#name.value, color: Number(checked?.value ?? this.#me.appearance.color) });
    this.#name.value = this.#me.appearance.name;
  }
}

function faceOf({ name, color }: Person): HTMLElement {
  const face = make('span', `face person-${color}`, initialsOf(name));
  face.ariaHidden = 'true';
  return face;
}

/** What colours are called, for who does not see them. */
const COLOR_NAMES = ['Blue', 'Green', 'Orange', 'Purple', 'Red', 'Teal', 'Pink', 'Olive'];

function swatch(color: number, isChecked: boolean): HTMLElement {
  const input = make('input');
  input.type = 'radio';
  input.name = 'color';
  input.value = String(color);
  input.checked = isChecked;
  input.ariaLabel = COLOR_NAMES[color] ?? '';
  return make('label', `swatch person-${color}`, input);
}
