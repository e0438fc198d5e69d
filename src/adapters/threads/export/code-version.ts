import { createHash } from 'node:crypto';
import { exportProjections } from '../../../projections/export/export-rows.ts';
import { packageVersion } from '../../package.ts';

/** Raise it when the same rows should give other bytes. */
const exportVersion = 1;

const parts = [
  `export ${exportVersion}`,
  ...exportProjections.map((projection) => `${projection.name} ${projection.version}`),
];
const print = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);

/** What made an export: the package's version, and a print of the versions of the projections and of the formats. */
export const codeVersion = `${packageVersion}+${print}`;
