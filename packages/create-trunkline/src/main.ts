#!/usr/bin/env node
import { runMain } from 'citty';
import { command } from './command.ts';

// A signal that has a listener waits for the files that are being written (scaffold.ts). The codes are those of shells: 128 and the signal.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

await runMain(command);
