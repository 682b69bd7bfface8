export { bytes } from './contract/bytes.ts';
export type { Caller, CallOptions, Calls, Carries, Feed, InputOptions, MayBeLeftOut, Stream, StreamCalls } from './contract/calls.ts';
export type { AnyContract, Contract, ContractDefinition } from './contract/contract.ts';
export type { ErrorName, ErrorOf, SystemError } from './contract/declared-errors.ts';
export type { DeliveryOf, EventDelivery, GapDelivery, LoggedDelivery, SnapshotDelivery } from './contract/deliveries.ts';
export { proceduresOf, topicsOf } from './contract/entries.ts';
export { type AnyEvent, type Delivery, type Event, type EventInput, event, reservedEvents } from './contract/event.ts';
export type * from './contract/handlers.ts';
export { isError } from './contract/is-error.ts';
export type { JsonSchema, JsonSchemaObject } from './contract/json-schema.ts';
export {
  type ContractSchemas,
  type EventSchema,
  jsonSchemasOf,
  type ProcedureSchemas,
  type TopicSchemas,
} from './contract/json-schemas.ts';
export { manifestOf } from './contract/manifest.ts';
export { type AnyProcedure, type Errors, type Kind, type None, type Procedure, type Procedures, procedure } from './contract/procedure.ts';
export type * from './contract/room.ts';
export type * from './contract/safe-calls.ts';
export * from './contract/schema.ts';
export { type AnyTopic, type Events, type Retention, type Topic, type Topics, topic } from './contract/topic.ts';
export type { Manifest, ManifestEvent, ManifestProcedure, ManifestTopic } from './contract/wire-manifest.ts';
export { isSystemErrorName, type SystemErrorName, systemErrors } from './envelope/error-code.ts';
export { OutcomeUnknownError, RpcError } from './envelope/rpc-error.ts';
export { checkedContract as contract } from './validation/checked-contract.ts';
export type { ContractCheck } from './validation/contract-check.ts';
export { plainBytes } from './validation/plain-bytes.ts';
export { type RoomKey, roomKeys } from './validation/room-key.ts';
export { type Checks, compiledChecks, dynamicChecks } from './validation/typebox-check.ts';
export type { Invalid, MaybeLater, Validated, ValidationIssue } from './validation/validation-issue.ts';
export { paramsValidator, type Validator, valueValidator } from './validation/validator.ts';
