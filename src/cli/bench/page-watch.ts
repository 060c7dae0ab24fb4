// What runs in the page. Each function is handed over as its text, so that it stands alone and uses nothing around it.

/** Presses Run and watches its region: ms from the click to the first count of records, and to the end of the run. */
export function timesOfRun(): Promise<{ readonly firstNumbersMs: number; readonly finishedMs: number }> {
  return new Promise((resolve, reject) => {
    const bar = document.querySelector<HTMLElement>('section[aria-label="Run"]');
    const run = [...(bar?.querySelectorAll("button") ?? [])].find((button) => button.textContent === "Run");
    if (bar === null || run === undefined) {
      reject(new Error("the page has no Run button"));
      return;
    }
    const began = performance.now();
    let firstNumbersMs = Number.NaN;
    const observer = new MutationObserver(() => {
      const text = bar.innerText;
      const ms = performance.now() - began;
      if (Number.isNaN(firstNumbersMs) && /[1-9][\d,.]* ?[kM]? records/.test(text)) firstNumbersMs = ms;
      if (!text.includes("Run again")) return;
      observer.disconnect();
      resolve({ firstNumbersMs, finishedMs: ms });
    });
    observer.observe(bar, { subtree: true, childList: true, characterData: true, attributes: true });
    run.click();
  });
}

/** Presses Run and, half a second after records are first counted, Stop: ms from that click until the page can run again. */
export function msToStop(): Promise<number> {
  return new Promise((resolve, reject) => {
    const bar = document.querySelector<HTMLElement>('section[aria-label="Run"]');
    const button = (name: string): HTMLButtonElement | undefined =>
      [...(bar?.querySelectorAll("button") ?? [])].find((each) => each.textContent === name);
    const run = button("Run");
    if (bar === null || run === undefined) {
      reject(new Error("the page has no Run button"));
      return;
    }
    const [running, notYet] = [500, -1];
    let [waiting, stoppedAt] = [false, notYet];
    const pressStop = (): void => {
      const stop = button("Stop");
      if (stop === undefined) return;
      stoppedAt = performance.now();
      stop.click();
    };
    const observer = new MutationObserver(() => {
      const text = bar.innerText;
      if (!waiting && /[1-9][\d,.]* ?[kM]? records/.test(text)) {
        waiting = true;
        setTimeout(pressStop, running);
      }
      if (!text.includes("Run again")) return;
      observer.disconnect();
      if (stoppedAt === notYet) reject(new Error("the run ended before it could be stopped"));
      else resolve(performance.now() - stoppedAt);
    });
    observer.observe(bar, { subtree: true, childList: true, characterData: true, attributes: true });
    run.click();
  });
}
