/** What tasks inside an application remark. */
export type StreamTasksRemarks = {
  readonly "tasks-moved": { readonly movedTasks: number; readonly awayMs: number; readonly hadStandby: boolean };
  readonly "instance-lost": {
    readonly instance: number;
    readonly stoppedTasks: number;
    readonly tasks: number;
    readonly againRecords: number;
  };
};

/** What a job with checkpoints remarks. */
export type StreamProcessorRemarks = {
  readonly "transaction-timeout": { readonly timeoutMs: number };
  readonly "checkpoint-failure": { readonly forMs: number };
  /** From its last completed checkpoint, or from the beginning. */
  readonly restarted: { readonly fromCheckpoint: boolean; readonly againRecords: number };
};
