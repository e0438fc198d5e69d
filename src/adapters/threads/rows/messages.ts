import type { Damage } from '../../../runtime/integrity/damage.ts';
import type { Audited, Change, RebuildProgress, Rebuilt } from '../../../runtime/ports/read-model.ts';
import type { Failure } from '../thread-failure.ts';

/** What the thread of the read model is given when it starts; `accepted` are the keys of damages that somebody knows of. */
export type ThreadData = {
  folder: string;
  /** Where rows are kept that are not used any more and must not be lost. */
  keptFolder: string;
  logUrl: string;
  factsUrl: string;
  accepted: readonly string[];
  shared: Int32Array;
};

/** What the thread tells. */
export type Told =
  /** Rows are to be read from this file, which is at this sequence. */
  | { opened: { file: string; sequence: number } }
  | { projected: Change }
  /** The rows and the log do not go together: nothing is projected any more. */
  | { damaged: readonly Damage[] }
  | { auditing: RebuildProgress }
  | { audited: Audited }
  | { notAudited: Failure }
  | { broadcast: number }
  | { problems: string[] }
  | { said: string }
  | { rebuilding: RebuildProgress }
  | { rebuilt: Rebuilt }
  | { notRebuilt: Failure }
  /** Whether damaged rows are being made again now. */
  | { mending: boolean };

/** What the thread may be asked. */
export type Asked = 'rebuild' | 'audit' | 'mend' | 'close';
