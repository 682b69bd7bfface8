import { runSteps } from './run-steps.ts';
import { CHECK_STEPS } from './steps.ts';

runSteps(CHECK_STEPS);
