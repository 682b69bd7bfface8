import type { PresenceChange } from '@trunkline/protocol/wire';
import type { Membership } from './membership.ts';
import type { SharedEnvelope } from './shared-envelope.ts';

/** What a reply to a join has besides the list of members, at most. */
const REPLY_BYTES = 1 << 10;

/** What one member is told of who is in its room: what changes while it keeps up, else the whole list later. */
export class MemberPresence {
  readonly #member: Membership;
  #isStale = false;
  /** Whether its client does not take the list of members, and is told their count. */
  #isCounted = false;

  constructor(member: Membership) {
    this.#member = member;
  }

  /** What the reply to the join tells. A list that would not fit into it would be answered by an error. */
  begin(): readonly PresenceChange[] | number {
    const { room, connection } = this.#member;
    this.#isCounted = room.presence.full().message(connection.codec).bytes + REPLY_BYTES > connection.messageBytes;
    return this.#isCounted ? room.presence.size : room.presence.list();
  }

  /** Tells what has changed; where the peer does not keep up, or its client does not take it, later or otherwise. */
  tell(changes: SharedEnvelope): void {
    const { outflow, codec, messageBytes } = this.#member.connection;
    if (this.#isStale) return;
    if (!outflow.isOpen) {
      this.#tellLater();
      return;
    }
    const message = changes.message(codec);
    // A client that was told a count ignores what changes in the list that it does not have.
    if (this.#isCounted || message.bytes > messageBytes) this.#tellAll();
    else this.#member.connection.sendShared(message);
  }

  #tellLater(): void {
    const { outflow } = this.#member.connection;
    this.#isStale = true;
    outflow.whenOpen(() => {
      // The lists of other rooms may have filled it again.
      if (this.#member.isSendable && !outflow.isOpen) {
        this.#tellLater();
        return;
      }
      this.#isStale = false;
      this.#tellAll();
    });
  }

  #tellAll(): void {
    if (!this.#member.isSendable) return;
    const { room, connection } = this.#member;
    const list = room.presence.full().message(connection.codec);
    this.#isCounted = list.bytes > connection.messageBytes;
    connection.sendShared(this.#isCounted ? room.presence.count().message(connection.codec) : list);
  }
}
