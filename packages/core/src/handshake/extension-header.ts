import { HandshakeError } from '../vocabulary/errors.ts';
import { type Lexeme, readLexemes } from './extension-lexer.ts';

/** One extension as a handshake names it. A parameter without a value has `true`. */
export interface Extension {
  readonly name: string;
  readonly params: readonly ExtensionParam[];
}

/** A parameter of an extension. Repeats and order are kept: only the extension can say whether they mean something. */
export type ExtensionParam = readonly [name: string, value: string | true];

/**
 * Parses `Sec-WebSocket-Extensions` (RFC 6455 §9.1); several header lines count as one list.
 *
 * White space may stand around every separator: the grammar is RFC 2616's, which implies it. Takes linear time.
 *
 * @throws {HandshakeError} with the status 400, which a server answers with.
 */
export function parseExtensions(headerValues: readonly string[]): Extension[] {
  const extensions = headerValues.flatMap(parseLine);
  if (extensions.length === 0 && headerValues.length > 0) throw malformed('it names no extension');
  return extensions;
}

/** Writes a value for `Sec-WebSocket-Extensions`. Names and values must be tokens. */
export function formatExtensions(extensions: readonly Extension[]): string {
  return extensions.map(({ name, params }) => [name, ...params.map(formatParam)].join('; ')).join(', ');
}

function formatParam([name, value]: ExtensionParam): string {
  return value === true ? name : `${name}=${value}`;
}

function parseLine(line: string): Extension[] {
  const lexemes = readLexemes(line);
  if (lexemes === undefined) throw malformed('it has a character that is out of place');
  return split(lexemes, ',')
    .filter((element) => element.length > 0) // empty elements do not count (RFC 7230 §7)
    .map(parseExtension);
}

function parseExtension(lexemes: readonly Lexeme[]): Extension {
  const [head = [], ...params] = split(lexemes, ';');
  const [name] = head;
  if (head.length !== 1 || name?.kind !== 'token') throw malformed('an extension must begin with its name');
  return { name: name.text, params: params.map(parseParam) };
}

function parseParam(lexemes: readonly Lexeme[]): ExtensionParam {
  const [name, equals, value] = lexemes;
  if (name?.kind === 'token') {
    if (lexemes.length === 1) return [name.text, true];
    if (lexemes.length === 3 && equals?.kind === '=' && (value?.kind === 'token' || value?.kind === 'quoted')) {
      return [name.text, value.text];
    }
  }
  throw malformed('a parameter must be a name or name=value');
}

function split(lexemes: readonly Lexeme[], separator: ',' | ';'): Lexeme[][] {
  const parts: Lexeme[][] = [];
  let part: Lexeme[] = [];
  for (const lexeme of lexemes) {
    if (lexeme.kind === separator) {
      parts.push(part);
      part = [];
    } else {
      part.push(lexeme);
    }
  }
  return [...parts, part];
}

function malformed(reason: string): HandshakeError {
  return new HandshakeError('extensions', `the Sec-WebSocket-Extensions header is malformed: ${reason}`, { status: 400 });
}
