import type { MaybeLater, Validated } from './validation-issue.ts';

/** Goes on with what a check answered: at once where it can, else later. */
export function onceChecked<Value>(answer: MaybeLater, step: (checked: Validated) => Value): Value | Promise<Value> {
  return answer instanceof Promise ? answer.then(step) : step(answer);
}
