/** Of a record that fails, in which partition, the how manieth try it was, and whether failed records have somewhere to go. */
type FailedRecord = { readonly partition: string; readonly tries: number; readonly hasDeadLetters: boolean };

/** What a group of instances remarks. */
export type WorkerRemarks = {
  readonly "transaction-timeout": { readonly instance: number; readonly timeoutMs: number; readonly againRecords: number };
  /** The first call that was given up. */
  readonly "call-given-up": { readonly timeoutMs: number };
  readonly "out-of-memory": {
    readonly instance: number;
    /** It had done nothing since it was last killed. */
    readonly isLoop: boolean;
    readonly heldRecords: number;
    readonly recordBytes: number;
    readonly users: number;
    readonly wantedBytes: number;
    readonly limitBytes: number;
    readonly lostRecords: number;
    /** Records that went back to the log unread, and those whose work is done once more. */
    readonly backRecords: number;
    readonly againRecords: number;
    readonly startUpMs: number;
    /** So many of a poll would fit; 0 or less: not one does. */
    readonly fittingRecords: number;
  };
  readonly "given-up": FailedRecord;
  readonly poison: FailedRecord;
  readonly "member-lost": {
    readonly instance: number;
    /** It sent no heartbeat, or did not poll, for `silentMs`. */
    readonly why: "session" | "poll";
    readonly silentMs: number;
    /** It works on what it holds, which others read again. */
    readonly isAlive: boolean;
    readonly heldRecords: number;
    readonly againRecords: number;
  };
  readonly crash: { readonly instance: number; readonly lostRecords: number; readonly againRecords: number };
  readonly "new-member": { readonly instance: number };
  readonly "rolling-restart": { readonly instances: number; readonly awayMs: number };
};
