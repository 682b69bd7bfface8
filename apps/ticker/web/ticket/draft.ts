import type { NewOrder } from '../../contract.ts';

/** Most shares that one order may be for, as the contract says. */
const MAX_QUANTITY = 1_000_000;

/** What somebody wrote into the ticket. */
export interface Draft {
  readonly symbol: string;
  readonly side: NewOrder['side'];
  readonly quantity: string;
  readonly limit: string;
}

/** Fields of the ticket that may be wrong. */
export type Field = 'quantity' | 'limit';

/** What is wrong with each field. */
export type FieldErrors = Partial<Record<Field, string>>;

/** The order that a draft is, yet without an id, or what is wrong with it. */
export type Reading = { readonly ok: true; readonly order: Omit<NewOrder, 'id'> } | { readonly ok: false; readonly errors: FieldErrors };

/** Reads a draft as people write figures: `1,000` and ` 12.50 ` are fine. */
export function readDraft({ symbol, side, quantity: quantityText, limit: limitText }: Draft): Reading {
  const quantity = figureOf(quantityText);
  const limit = Math.round(figureOf(limitText) * 100) / 100;
  const errors: FieldErrors = {
    ...(!(Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY) && {
      quantity: 'A whole number from 1 to 1,000,000',
    }),
    ...(!(limit > 0) && { limit: 'A price, as 12.50' }),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, order: { symbol, side, quantity, limit } };
}

function figureOf(text: string): number {
  const digits = text.replaceAll(',', '').trim();
  return /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : Number.NaN;
}
