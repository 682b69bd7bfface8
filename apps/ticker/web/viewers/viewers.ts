import type { Client } from '@trunkline/client';
import type { Ticker } from '../../contract.ts';
import { byId, make } from '../dom.ts';
import { count } from '../format.ts';
import { initialsOf, nameOf } from './names.ts';

const KEY = 'ticker.name';

/** Faces that are shown beside the count. */
const MAX_FACES = 4;

type Floor = ReturnType<Client<Ticker>['room']['floor']>;

/** Who watches this market: the members of a room, of which this page is one. */
export class Viewers {
  readonly #floor: Floor;
  readonly #name = byId('name', HTMLInputElement);

  constructor(client: Client<Ticker>) {
    this.#name.value = localStorage.getItem(KEY) ?? nameOf(Math.random());
    this.#floor = client.room.floor(undefined, { state: { name: this.#name.value } });
    this.#floor.on('members', () => this.#show());
    void this.#floor.join();
    byId('name-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      byId('viewers', HTMLElement).hidePopover();
    });
    this.#name.addEventListener('change', () => this.#rename());
  }

  #rename(): void {
    const name = this.#name.value.trim();
    if (name === '') return;
    localStorage.setItem(KEY, name);
    this.#floor.setState({ name });
  }

  #show(): void {
    const names = this.#floor.members.map(({ state }) => state.name).sort();
    byId('viewer-count', HTMLElement).textContent = count(names.length);
    byId('faces', HTMLElement).replaceChildren(...names.slice(0, MAX_FACES).map(faceOf));
    byId('viewer-list', HTMLElement).replaceChildren(...names.map((name) => make('li', '', faceOf(name), name)));
  }
}

function faceOf(name: string): HTMLElement {
  const face = make('span', 'face', initialsOf(name));
  face.ariaHidden = 'true';
  return face;
}
