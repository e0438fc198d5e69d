import { basename } from 'node:path';
import type { MovedKey } from '../../api/launch.ts';
import { notReadable } from '../../runtime/refusals/disk-fault.ts';

type Values = Record<string, unknown>;
type Path = readonly (string | number)[];

/** A mistake in a config that was found while it was read: the path of its value, and its sentence. */
export type ReadFault = { place: string; reason: string };

/** A config as it is written, in keys of `manyhands.yaml`, with its settings over it. */
export type ConfigSource = {
  /** The absolute path of the file. */
  file: string;
  /** Its NAME, if there could be others. */
  name?: string;
  written: Values;
  /** The place of a value, such as `manyhands.yaml, line 3`. */
  placeOf(path: Path): string;
  /** The name of a key as the config has it. */
  nameOf(key: string): string;
  faults: readonly ReadFault[];
  /** The keys of which a fault tells already. */
  meant?: ReadonlySet<string>;
  /** What became of each key of a Mephisto config. */
  moved?: readonly MovedKey[];
};

/** Turns an error of reading a file into a refusal that names it. */
export const unreadable = (file: string) => (error: unknown) => {
  throw notReadable(error, basename(file)) ?? error;
};
