import { demo } from './contract.ts';
import { begin } from './stage.ts';

await begin(demo);
