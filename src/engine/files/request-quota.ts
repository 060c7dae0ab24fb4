export type Quota = { readonly recordsPerSecond: number; readonly requestsPerSecond: number; readonly bytesPerSecond: number };

/** What a service takes from its producers in each second of the clock, by records, requests and bytes; the rest is refused. */
export class RequestQuota {
  private readonly quota: Quota;
  private readonly recordsPerRequest: number;
  private second = -1;
  private records = 0;
  private bytes = 0;

  constructor(quota: Quota, recordsPerRequest: number) {
    this.quota = quota;
    this.recordsPerRequest = recordsPerRequest;
  }

  /** Takes one record out of this second's quota; false when it is used up. */
  admits(at: number, bytes: number): boolean {
    const second = Math.floor(at / 1000);
    if (second !== this.second) {
      this.second = second;
      this.records = 0;
      this.bytes = 0;
    }
    const { recordsPerSecond, requestsPerSecond, bytesPerSecond } = this.quota;
    const most = Math.min(recordsPerSecond, requestsPerSecond * this.recordsPerRequest);
    if (this.records + 1 > most || this.bytes + bytes > bytesPerSecond) return false;
    this.records++;
    this.bytes += bytes;
    return true;
  }
}
