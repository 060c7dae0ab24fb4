import { MESSAGES, MessageQueue } from "../../../engine/messages/message-queue.ts";
import type { MessageQueueSpec } from "../../../engine/messages/message-queue.ts";
import type { BuildContext } from "../../build-context.ts";
import { inputOf } from "../feed-of.ts";

/** A queue of messages. Ports `in` (records), `objects` (word of files that land), `out` (messages; without a wire they come to rest here), `dead-letter` (records). */
export function messageQueue(ctx: BuildContext, spec: MessageQueueSpec): MessageQueue {
  const ports = { objects: ctx.inputs("objects"), out: ctx.outputs("out"), deadLetter: ctx.outputs("dead-letter") };
  return new MessageQueue(ctx.id, ctx.run, inputOf(ctx, "in"), ports, spec);
}

/** The queue whose messages are received at `port`; null where records come by themselves, as dead letters do. */
export function queueAt(ctx: BuildContext, port: string): MessageQueue | null {
  const wires = ctx.inputs(port);
  return MESSAGES.all(ctx.upstream(port)).find(({ reader }) => reader !== null && wires.includes(reader)) ?? null;
}
