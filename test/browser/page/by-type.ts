import { begin } from './stage.ts';

await begin(undefined);
