import { trimOws } from './header-values.ts';
import { isToken, TOKEN_CHARACTERS } from './token.ts';

/** The smallest meaningful piece of a `Sec-WebSocket-Extensions` line. A quoted string's `text` is already unescaped. */
export type Lexeme = { readonly kind: 'token' | 'quoted'; readonly text: string } | { readonly kind: ',' | ';' | '=' };

// A quoted string holds token characters and escapes only (RFC 6455 §9.1), so the next quote ends it; whether the
// escapes are right is seen afterwards. A group inside the repetition would let a long header overflow the stack.
const LEXEME = new RegExp(
  `(?:(?<token>[${TOKEN_CHARACTERS}]+)|"(?<quoted>[${TOKEN_CHARACTERS}\\\\]+)"|(?<comma>,)|(?<semicolon>;)|(?<equals>=))[ \\t]*`,
  'gy',
);

/** Cuts one header line into lexemes, or answers `undefined` where something else stands in it. */
export function readLexemes(line: string): Lexeme[] | undefined {
  const text = trimOws(line);
  const lexemes: Lexeme[] = [];
  let end = 0;
  for (const match of text.matchAll(LEXEME)) {
    const lexeme = lexemeOf(match.groups ?? {});
    if (lexeme === undefined) return undefined;
    lexemes.push(lexeme);
    end = match.index + match[0].length;
  }
  return end === text.length ? lexemes : undefined;
}

function lexemeOf(groups: Partial<Record<string, string>>): Lexeme | undefined {
  if (groups.token !== undefined) return { kind: 'token', text: groups.token };
  if (groups.quoted !== undefined) {
    const text = groups.quoted.replace(/\\(.)/g, '$1');
    return isToken(text) ? { kind: 'quoted', text } : undefined; // §9.1: the unescaped value must be a token
  }
  if (groups.comma !== undefined) return { kind: ',' };
  return { kind: groups.semicolon !== undefined ? ';' : '=' };
}
