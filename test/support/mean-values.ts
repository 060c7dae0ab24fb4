/** Exact mean value analysis of one class: throughput and response time of n clients who think `thinkMs`, by station demands. */
export function meanValues(
  clients: number,
  thinkMs: number,
  demandsMs: readonly number[],
): { readonly perMs: number; readonly responseMs: number } {
  let queues = demandsMs.map(() => 0);
  let perMs = 0;
  let responseMs = 0;
  for (let n = 1; n <= clients; n++) {
    const responses = demandsMs.map((demand, i) => demand * (1 + queues[i]));
    responseMs = responses.reduce((sum, each) => sum + each, 0);
    perMs = n / (thinkMs + responseMs);
    queues = responses.map((each) => perMs * each);
  }
  return { perMs, responseMs };
}
