import { type Event, isEvent } from './event.ts';
import { presenceOf } from './json-schema.ts';
import { eventNameFault, nameFault } from './names.ts';
import { booleanFaults, choiceFaults, countFaults, isPlainObject, unknownOptionFaults } from './option-rules.ts';
import { type Faults, isSchema, roomParamsFaults, schemaFaults } from './schema-rules.ts';
import { isTopic, type Topic } from './topic.ts';
import { visibleSchema } from './visible-schema.ts';

const OPTIONS = ['params', 'snapshot', 'events', 'presence', 'publish', 'compress', 'retain'];

/** What is wrong with topics. */
export function* topicsFaults(path: string, topics: unknown): Faults {
  if (!isPlainObject(topics)) {
    yield `${path}: must be a plain object of topics`;
    return;
  }
  for (const [name, value] of Object.entries(topics)) {
    const inner = `${path}.${name}`;
    const fault = nameFault(name);
    if (fault !== undefined) yield `${inner}: ${fault}`;
    if (isTopic(value)) yield* topicFaults(inner, value);
    else yield `${inner}: must be made by topic({ … })`;
  }
}

function* topicFaults(path: string, topic: Topic): Faults {
  yield* unknownOptionFaults(path, topic, OPTIONS);
  if ('params' in topic) yield* roomParamsFaults(`${path}.params`, topic.params);
  if ('snapshot' in topic) yield* schemaFaults(`${path}.snapshot`, topic.snapshot);
  if ('presence' in topic) yield* schemaFaults(`${path}.presence`, topic.presence);
  yield* booleanFaults(`${path}.compress`, topic.compress);
  if (!isPlainObject(topic.events)) {
    yield `${path}.events: must be a plain object of events`;
    return;
  }
  for (const [name, event] of Object.entries(topic.events)) yield* eventFaults(`${path}.events.${name}`, name, event);
  yield* publishFaults(`${path}.publish`, topic.publish, topic.events);
  yield* retainFaults(`${path}.retain`, topic.retain, topic.events);
}

function* eventFaults(path: string, name: string, value: unknown): Faults {
  const fault = eventNameFault(name);
  if (fault !== undefined) yield `${path}: ${fault}`;
  if (!isEvent(value)) {
    yield `${path}: must be made by event(schema, { delivery })`;
    return;
  }
  const latest = value.delivery === 'latest';
  yield* schemaFaults(path, value.schema);
  yield* unknownOptionFaults(path, value, ['schema', 'delivery', ...(latest ? ['key', 'ageMs'] : [])]);
  yield* choiceFaults(`${path}.delivery`, value.delivery, ['log', 'latest', 'ephemeral']);
  yield* countFaults(`${path}.ageMs`, value.ageMs);
  if (value.key !== undefined) yield* keyFaults(`${path}.key`, value.key, value);
}

function* keyFaults(path: string, key: unknown, { schema }: Event): Faults {
  if (typeof key !== 'string') {
    yield `${path}: must be the name of a property; it is ${String(key)}`;
    return;
  }
  if (!isSchema(schema)) return;
  const presence = presenceOf(key, visibleSchema(schema, 'output'));
  if (presence === 'missing') yield `${path}: the schema has no property ${key}`;
  if (presence === 'optional') yield `${path}: ${key} is optional in the schema, so not every value would have a key`;
}

function* publishFaults(path: string, publish: unknown, events: object): Faults {
  if (!Array.isArray(publish)) {
    yield `${path}: must be a list of names of events`;
    return;
  }
  for (const name of publish) if (!Object.hasOwn(events, name)) yield `${path}: there is no event ${String(name)}`;
}

function* retainFaults(path: string, retain: unknown, events: Topic['events']): Faults {
  if (retain === undefined) return;
  if (!isPlainObject(retain)) {
    yield `${path}: must be a plain object`;
    return;
  }
  yield* unknownOptionFaults(path, retain, ['count', 'bytes', 'ageMs']);
  for (const option of ['count', 'bytes', 'ageMs']) yield* countFaults(`${path}.${option}`, retain[option]);
  if (!Object.values(events).some((event) => isEvent(event) && event.delivery === 'log')) {
    yield `${path}: no event of this topic is logged`;
  }
}
