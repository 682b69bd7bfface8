import type { Position } from '@trunkline/broker';
import { SharedEnvelope } from './shared-envelope.ts';

/** A room's state at a position. */
export class Snapshot extends SharedEnvelope {
  readonly position: Position;

  constructor(room: number, position: Position, data: unknown) {
    const { epoch, offset } = position;
    super({ kind: 'snapshot', room, epoch, offset, data });
    this.position = position;
  }
}
