import type { TypeCase } from '../type-case.ts';

/** Contracts that must not compile. */
export const wrongDefinitions: readonly TypeCase[] = [
  {
    name: 'a misspelt option',
    code: 'procedure({ parms: Text });',
    says: [
      `1 TS2561: Object literal may only specify known properties, but 'parms' does not exist in type '{ readonly params?: undefined; readonly input?: undefined; readonly item?: undefined; readonly result?: undefined; readonly errors?: Record<never, never> | undefined; readonly kind?: "mutation" | undefined; readonly compress?: boolean | undefined; }'. Did you mean to write 'params'?`,
    ],
  },
  {
    name: 'a plain JSON Schema',
    code: "procedure({ params: { type: 'object', properties: {} } });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'type' does not exist in type 'Schema'."],
  },
  {
    name: 'a number as a schema',
    code: 'procedure({ result: 5 });',
    says: ["1 TS2322: Type 'number' is not assignable to type 'Schema | undefined'."],
  },
  {
    name: 'null as a schema',
    code: 'procedure({ item: null });',
    says: ["1 TS2322: Type 'null' is not assignable to type 'Schema | undefined'."],
  },
  {
    name: 'a constructor as a schema',
    code: 'procedure({ params: String });',
    says: ["1 TS2322: Type 'StringConstructor' is not assignable to type 'Schema | undefined'."],
  },
  {
    name: 'a kind that does not exist',
    code: "procedure({ kind: 'get' });",
    says: [`1 TS2322: Type '"get"' is not assignable to type 'Kind | undefined'.`],
  },
  {
    name: 'an error named as one of the system',
    code: 'procedure({ errors: { Internal: null } });',
    says: [
      `1 TS2322: Type '{ Internal: null; }' is not assignable to type '{ Internal: null; } & "the name Internal is reserved: choose another"'.`,
    ],
  },
  {
    name: 'an error of which nothing is said',
    code: 'procedure({ errors: { Late: undefined } });',
    says: ["1 TS2322: Type 'undefined' is not assignable to type 'Schema | null'."],
  },
  {
    name: 'errors as a list',
    code: "procedure({ errors: ['Late'] });",
    says: ["1 TS2322: Type 'string' is not assignable to type 'Schema | null'."],
  },
  {
    name: 'an event without a delivery',
    code: 'event(Text);',
    says: ['1 TS2554: Expected 2 arguments, but got 1.'],
  },
  {
    name: 'a delivery that does not exist',
    code: "event(Text, { delivery: 'logged' });",
    says: [`1 TS2322: Type '"logged"' is not assignable to type 'Delivery'.`],
  },
  {
    name: 'a key that is no property',
    code: "event(Type.Object({ a: Text }), { delivery: 'latest', key: 'b' });",
    says: [`1 TS2322: Type '"b"' is not assignable to type '"a"'.`],
  },
  {
    name: 'a key of an event that is not latest',
    code: "event(Type.Object({ a: Text }), { delivery: 'log', key: 'a' });",
    says: [`1 TS2353: Object literal may only specify known properties, and 'key' does not exist in type '{ readonly delivery: "log"; }'.`],
  },
  {
    name: 'a plain JSON Schema as a payload',
    code: "event({ type: 'string' }, { delivery: 'log' });",
    says: ["1 TS2353: Object literal may only specify known properties, and 'type' does not exist in type 'Schema'."],
  },
  {
    name: 'a topic without events',
    code: 'topic({ params: Text });',
    says: [
      "1 TS2345: Argument of type '{ params: Type.TString; }' is not assignable to parameter of type '{ readonly params?: TString; readonly snapshot?: undefined; readonly events: Events; readonly presence?: undefined; readonly publish?: readonly never[] | undefined; readonly compress?: boolean | undefined; readonly retain?: Retention | undefined; }'.",
    ],
  },
  {
    name: 'a schema in place of an event',
    code: 'topic({ events: { said: Text } });',
    says: ["1 TS2741: Property ''~trunkline'' is missing in type 'TString' but required in type 'AnyEvent'."],
  },
  {
    name: 'an event with a reserved name',
    code: 'topic({ events: { snapshot: said } });',
    says: [
      `1 TS2322: Type '{ snapshot: Event<Type.TString, "log">; }' is not assignable to type '{ snapshot: Event<TString, "log">; } & "the name snapshot is reserved: choose another"'.`,
    ],
  },
  {
    name: 'an event with a name of the protocol',
    code: 'topic({ events: { $said: said } });',
    says: [
      `1 TS2322: Type '{ $said: Event<Type.TString, "log">; }' is not assignable to type '{ $said: Event<TString, "log">; } & "the name $said is reserved: choose another"'.`,
    ],
  },
  {
    name: 'a publication of no event',
    code: "topic({ events: { said }, publish: ['sayd'] });",
    says: [`1 TS2322: Type '"sayd"' is not assignable to type '"said"'.`],
  },
  {
    name: 'a misspelt option of a topic',
    code: 'topic({ events: { said }, retian: { count: 1 } });',
    says: [
      `1 TS2561: Object literal may only specify known properties, but 'retian' does not exist in type '{ readonly params?: undefined; readonly snapshot?: undefined; readonly events: { said: Event<TString, "log">; }; readonly presence?: undefined; readonly publish?: readonly never[] | undefined; readonly compress?: boolean | undefined; readonly retain?: Retention | undefined; }'. Did you mean to write 'retain'?`,
    ],
  },
  {
    name: 'an option of retain that does not exist',
    code: 'topic({ events: { said }, retain: { max: 1 } });',
    says: ["1 TS2353: Object literal may only specify known properties, and 'max' does not exist in type 'Retention'."],
  },
  {
    name: 'a section that does not exist',
    code: 'contract({ procs: {} });',
    says: [
      "1 TS2353: Object literal may only specify known properties, and 'procs' does not exist in type 'ContractDefinition<Record<never, never>, Record<never, never>, Record<never, never>>'.",
    ],
  },
  {
    name: 'a procedure named then',
    code: 'contract({ procedures: { then: procedure({}) } });',
    says: [
      `1 TS2322: Type '{ then: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; }' is not assignable to type '{ then: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; } & "the name then is reserved: choose another"'.`,
    ],
  },
  {
    name: 'a procedure named as one of the protocol',
    code: 'contract({ procedures: { $quote: procedure({}) } });',
    says: [
      `1 TS2322: Type '{ $quote: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; }' is not assignable to type '{ $quote: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; } & "the name $quote is reserved: choose another"'.`,
    ],
  },
  {
    name: 'a namespace named rpc',
    code: 'contract({ procedures: { rpc: { discover: procedure({}) } } });',
    says: [
      `1 TS2322: Type '{ rpc: { discover: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; }; }' is not assignable to type '{ rpc: { discover: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; }; } & "the name rpc is reserved: choose another"'.`,
    ],
  },
  {
    name: 'a topic named then',
    code: 'contract({ topics: { then: topic({ events: {} }) } });',
    says: [
      `1 TS2322: Type '{ then: Topic<undefined, undefined, {}, undefined, never>; }' is not assignable to type '{ then: Topic<undefined, undefined, {}, undefined, never>; } & "the name then is reserved: choose another"'.`,
    ],
  },
  {
    name: 'a topic among procedures',
    code: 'contract({ procedures: { chat: topic({ events: {} }) } });',
    says: ["1 TS2322: Type 'Topic<undefined, undefined, {}, undefined, never>' is not assignable to type 'Procedures | AnyProcedure'."],
  },
  {
    name: 'a procedure among topics',
    code: 'contract({ topics: { quote: procedure({}) } });',
    says: [
      `1 TS2322: Type 'Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">' is not assignable to type 'AnyTopic'.`,
    ],
  },
  {
    name: 'a schema among procedures',
    code: 'contract({ procedures: { quote: Text } });',
    says: ["1 TS2322: Type 'TString' is not assignable to type 'Procedures | AnyProcedure'."],
  },
  {
    name: 'a reserved name among many',
    code: 'contract({ procedures: { ...market.procedures, rpc: procedure({}) } });',
    says: [
      `1 TS2322: Type '{ rpc: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; quote: Procedure<Type.TObject<{ symbol: Type.TString; }>, ... 4 more ..., "query">; ... 9 more ...; upload: Procedure<...>; }' is not assignable to type '{ rpc: Procedure<undefined, undefined, undefined, undefined, Record<never, never>, "mutation">; quote: Procedure<TObject<{ symbol: TString; }>, ... 4 more ..., "query">; ... 9 more ...; upload: Procedure<...>; } & "the name rpc is reserved: choose another"'.`,
    ],
  },
];
