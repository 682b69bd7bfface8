import { runSteps } from './run-steps.ts';
import { TEST_STEPS } from './steps.ts';

runSteps(TEST_STEPS);
