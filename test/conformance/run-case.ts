import type { Case, Conversation, Side } from './case.ts';
import { runRequest } from './run-request.ts';
import { runResponse } from './run-response.ts';
import { runStep } from './run-step.ts';
import { onStage } from './stage.ts';

/** The outcome of one case on one side. */
export interface Row {
  readonly side: Side;
  readonly section: string;
  readonly case: string;
  readonly outcome: 'passed' | 'failed';
  /** What was expected and what came; only of a failed case. */
  readonly detail?: string;
}

/** Runs a case. Never rejects: whatever goes wrong is its outcome. */
export async function runCase(given: Case, side: Side): Promise<Row> {
  const row = { side, section: given.section, case: given.name };
  try {
    if (given.kind === 'request') await runRequest(given);
    else if (given.kind === 'response') await runResponse(given);
    else await runConversation(given, side);
    return { ...row, outcome: 'passed' };
  } catch (error) {
    return { ...row, outcome: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

async function runConversation(conversation: Conversation, side: Side): Promise<void> {
  await onStage(conversation, side, async (stage) => {
    for (const [index, step] of conversation.script.entries()) {
      try {
        await runStep(step, stage);
      } catch (cause) {
        const words = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`step ${index + 1} of ${conversation.script.length} (${step.kind}): ${words}`, { cause });
      }
    }
  });
}
