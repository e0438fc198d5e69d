import { createHash } from 'node:crypto';
import { exportProjections } from '../../../projections/export/export-projections.ts';
import { packageVersion } from '../../package.ts';

/** Raise it when the same rows give other bytes. */
const exportVersion = 6;

const parts = [
  `export ${exportVersion}`,
  ...exportProjections.map((projection) => `${projection.name} ${projection.version}`),
];
const print = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);

/** The version of the code that made an export: the package's version, and a hash of the versions of projections and formats. */
export const codeVersion = `${packageVersion}+${print}`;
