import { Buffer } from 'node:buffer';
import type { RawData } from 'ws';
import type { Reading, Receipt } from './station.ts';

/** A call of the hand-written candidate. */
export interface JsonRequest {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** What answers the call of that id: any number of items, then a result, which is null behind items, or an error. */
export interface JsonAnswer {
  readonly id: number;
  readonly item?: Reading;
  readonly result?: Receipt | null;
  readonly error?: string;
}

/** Reads a request. @throws {TypeError | SyntaxError} when it is none. */
export function readRequest(bytes: RawData): JsonRequest {
  const message = readJson(bytes);
  if (!isRequest(message)) throw new TypeError('a request is an object with an id and a method');
  return message;
}

/** Reads an answer; beyond its id a client trusts its server. @throws {TypeError | SyntaxError} when it is none. */
export function readAnswer(bytes: RawData): JsonAnswer {
  const message = readJson(bytes);
  if (!isAnswer(message)) throw new TypeError('an answer is an object with an id');
  return message;
}

function readJson(bytes: RawData): unknown {
  if (!Buffer.isBuffer(bytes)) throw new TypeError('messages come in one piece');
  return JSON.parse(bytes.toString());
}

function isAnswer(value: unknown): value is JsonAnswer {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number';
}

function isRequest(value: unknown): value is JsonRequest {
  return isAnswer(value) && 'method' in value && typeof value.method === 'string';
}
