import type { RpcError } from '@trunkline/protocol';
import type { AnswerableCall } from '../../src/calls/call-scope.ts';

/** A call that writes down what is done with it. */
export class RecordedCall implements AnswerableCall {
  readonly params: unknown;
  readonly meta = {};
  handler = {};
  isAnswered = false;
  isWritable = true;
  readonly done: unknown[] = [];

  constructor(params?: unknown) {
    this.params = params;
  }

  respond(result: unknown): void {
    this.done.push({ result });
    this.isAnswered = true;
  }

  fail(error: RpcError): void {
    this.done.push({ error });
    this.isAnswered = true;
  }

  sendItem(item: unknown): void {
    this.done.push({ item });
  }

  consumed(): void {
    this.done.push('consumed');
  }
}
