import type { StandardSchema } from '@trunkline/protocol';

/** A schema that takes time: 'bad' is none of its texts, and for 'broken' it fails itself; others it gives back with a `!`. */
export const slowText: StandardSchema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      // The longer the text, the longer it takes, so that what is not kept in order comes out of order.
      for (const _ of String(value)) await undefined;
      if (value === 'broken') throw new Error('the schema is broken');
      return typeof value === 'string' && value !== 'bad' ? { value: `${value}!` } : { issues: [{ message: 'is bad' }] };
    },
  },
};

/** As {@link slowText}, of params `{ text }`. */
export const slowParams: StandardSchema<{ readonly text: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined;
      const answer = await slowText['~standard'].validate(text);
      return answer.issues === undefined ? { value: { text: answer.value } } : { issues: answer.issues };
    },
  },
};
