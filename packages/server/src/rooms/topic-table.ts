import { type AnyContract, type AnyTopic, type Checks, type Topic, topicsOf } from '@trunkline/protocol';
import { type Callback, type TopicCallbacks, type TopicEntry, topicEntry } from './topic-entry.ts';

const CALLBACKS = ['authorize', 'snapshot', 'onPublish'];

/** The topics of one contract, with what the application gave for them. One without anything is open to everybody. */
export class TopicTable {
  readonly #topics: readonly Topic[];
  readonly #checks: Checks;
  readonly #entries = new Map<string, TopicEntry>();
  readonly #given = new Set<AnyTopic>();

  constructor(contract: AnyContract, checks: Checks) {
    this.#topics = topicsOf(contract);
    this.#checks = checks;
    for (const topic of this.#topics) this.#enter(topic, { authorize: undefined, takeSnapshot: undefined, onPublish: undefined });
  }

  get byName(): ReadonlyMap<string, TopicEntry> {
    return this.#entries;
  }

  /** @throws {TypeError} for a topic of another contract. */
  entryOf(topic: AnyTopic): TopicEntry {
    // Whoever has no types may have misspelt it.
    const name = topic?.['~name'] ?? '';
    const entry = this.#entries.get(name);
    if (entry !== undefined && entry.topic === topic) return entry;
    throw new TypeError(
      `${name === '' ? 'the topic' : name}: is not of this contract; take it from the topics of the contract that the server was given`,
    );
  }

  /** Serves a topic. @throws {TypeError} that says what is wrong. */
  serve(topic: AnyTopic, handler: unknown): void {
    const { topic: own, name } = this.entryOf(topic);
    if (this.#given.has(topic)) throw new TypeError(`topic ${name}: is served already`);
    if (typeof handler !== 'object' || handler === null) throw new TypeError(`topic ${name}: give an object with ${CALLBACKS.join(', ')}`);
    const unknown = Object.keys(handler).filter((key) => !CALLBACKS.includes(key));
    if (unknown.length > 0) throw new TypeError(`topic ${name}: takes ${CALLBACKS.join(', ')}, not ${unknown.join(', ')}`);
    const callbacks = {
      authorize: callbackOf(name, handler, 'authorize'),
      takeSnapshot: callbackOf(name, handler, 'snapshot'),
      onPublish: callbackOf(name, handler, 'onPublish'),
    };
    if (own.snapshot !== undefined && callbacks.takeSnapshot === undefined)
      throw new TypeError(`topic ${name}: has a snapshot; give snapshot`);
    if (own.snapshot === undefined && callbacks.takeSnapshot !== undefined) {
      throw new TypeError(`topic ${name}: has no snapshot in the contract; declare one, or leave snapshot out`);
    }
    this.#given.add(topic);
    this.#enter(own, callbacks);
  }

  #enter(topic: Topic, callbacks: TopicCallbacks): void {
    this.#entries.set(topic['~name'], topicEntry(topic, this.#checks, callbacks));
  }

  /** The names of topics with a snapshot that nobody serves. */
  missing(): readonly string[] {
    return this.#topics.filter((topic) => topic.snapshot !== undefined && !this.#given.has(topic)).map((topic) => topic['~name']);
  }
}

function callbackOf(topic: string, handler: object, name: string): Callback | undefined {
  const value: unknown = Reflect.get(handler, name);
  if (value === undefined || isCallback(value)) return value;
  throw new TypeError(`topic ${topic}: ${name} must be a function`);
}

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}
