import { TrafficMaker } from "../engine/sources/traffic-ahead.ts";
import type { TrafficAsked, TrafficSent } from "./traffic-thread.ts";

/**
 * Makes the traffic of one run while another thread simulates it: as many pieces as it is asked for and has not sent yet. A new
 * order takes the place of the one before.
 */
let maker: TrafficMaker | null = null;
let number = 0;

addEventListener("message", ({ data }: MessageEvent<TrafficAsked>) => {
  if ("order" in data) {
    maker = new TrafficMaker(data.order);
    number = data.number;
  }
  if (data.number !== number) return;
  for (let left = data.pieces; left > 0 && maker !== null; left--) send(maker);
});

function send(from: TrafficMaker): void {
  const piece = from.next();
  if (from.over) maker = null;
  const { dimensions, ...columns } = piece.events;
  const arrays = [piece.ends, piece.waits, ...Object.values(columns), ...dimensions];
  const sent: TrafficSent = { number, piece };
  postMessage(sent, { transfer: arrays.map(({ buffer }) => buffer) });
}
