import { createHash } from 'node:crypto';
import { exportProjections } from '../../../projections/export/export-projections.ts';
import { methodVersions } from '../../../projections/quality/aggregate.ts';
import { packageVersion } from '../../package.ts';

/** Raise it when the same rows give other bytes. */
const exportVersion = 15;

const parts = [
  `export ${exportVersion}`,
  ...Object.entries(methodVersions).map(([method, version]) => `${method} ${version}`),
  ...exportProjections.map((projection) => `${projection.name} ${projection.version}`),
];
const print = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);

/** The version of the code that made an export: the package's version, and a hash of the versions of projections, methods and formats. */
export const codeVersion = `${packageVersion}+${print}`;
