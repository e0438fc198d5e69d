import type { Endpoint } from '../../../api/endpoint.ts';
import { knownKeys } from '../../../api/known-keys.ts';
import { refusals as archives } from '../../archive/refusals.ts';
import { refusals as providers } from '../../providers/refusals.ts';
import { refusals as savedTasks } from '../../saved-tasks/refusals.ts';
import { refusals as tasks } from '../../tasks/refusals.ts';
import { refusals as threads } from '../../threads/refusals.ts';
import { refusals as webhooks } from '../../webhooks/refusals.ts';
import { atProviders } from './provider-refusal-codes.ts';
import { refusals as gateway } from './refusals.ts';

const tables: Readonly<Record<string, readonly [number, unknown]>> = {
  ...archives,
  ...providers,
  ...savedTasks,
  ...tasks,
  ...threads,
  ...webhooks,
  ...gateway,
};

/** The refusal of a parameter that names nothing. */
const ofParameter: Readonly<Record<string, string>> = {
  run: 'run/unknown',
  unit: 'unit/unknown',
  worker: 'worker/unknown',
  qualification: 'qualification/unknown',
  verdict: 'verdict/unknown',
  assignment: 'assignment/unknown',
  onboarding: 'onboarding/unknown',
  bonus: 'bonus/unknown',
  offer: 'offer/unknown',
  webhook: 'webhook/unknown',
  requester: 'requester/unknown',
  task: 'task/unknown',
  hash: 'file/unknown',
  filename: 'file/unknown',
  field: 'file/unknown',
};

const deciding = ['unit/not-submitted', 'unit/already-reviewed', 'review/claimed', 'review/second-opinion'];
const verdictParts = ['qualification/unknown', 'qualification/retired', 'review/no-reason', 'bonus/another'];
const figures = ['quality/not-ready', 'quality/too-many'];
const furtherFigures = ['quality/no-question', 'quality/no-key', ...figures];
const ofTables = ['export/too-wide', 'export/no-column', 'export/no-such-choice', 'export/method-without-items'];
const exporting = [
  'export/unknown',
  'export/only-development',
  'export/not-yet',
  'export/beyond-log',
  'export/incomplete',
  'export/unreadable',
];
const receiver = ['webhook/bad-address', 'webhook/own-address', 'webhook/private-address'];
const fromFolder = ['task/no-folder', 'task/file', 'task/no-config', 'task/bad-config'];
const launching = [...fromFolder, 'task/no-page', 'task/build-failed', 'data/bad-row'];
const signingIn = ['access/wrong-password', 'access/too-many-attempts'];

/** The refusals of single endpoints, by their names, that do not follow from their parts. */
const own: Readonly<Record<string, readonly string[]>> = {
  listUnits: ['search/not-ready', 'search/too-many', 'unit/too-many-to-compare', 'unit/too-many-to-sort'],
  launchRun: launching,
  beginDraft: ['draft/bad-data', 'draft/broken-off', 'draft/too-large', 'data/bad-row', 'data/bad-file', 'data/empty'],
  addDraftFile: [
    'draft/unknown',
    'draft/bad-file',
    'draft/broken-off',
    'draft/misplaced',
    'draft/not-named',
    'draft/too-large',
    'draft/two-files',
    'draft/unclear-file',
  ],
  checkDraft: ['draft/unknown', 'task/bad-config', 'task/secret-in-config', 'data/unknown-key'],
  saveTask: ['draft/unknown', 'task/name-taken', 'task/bad-config', 'task/secret-in-config', 'data/unknown-key'],
  copyTask: ['task/not-saved', 'task/name-taken', 'task/bad-config'],
  retitleTask: ['task/not-saved', 'task/bad-config'],
  launchTask: ['task/not-saved', 'task/bad-config', 'data/bad-row'],
  launchAgain: ['run/imported', 'run/task-changed', 'task/code-not-trusted', ...launching],
  pauseRun: ['run/not-launched'],
  resumeRun: ['run/not-launched'],
  inviteWorkers: ['invitation/not-by-invitation', 'invitation/over-already', 'run/imported'],
  withdrawInvitation: ['invitation/not-by-invitation', 'invitation/unknown'],
  extendRun: ['run/not-launched', 'run/not-more', 'run/over-max-units', 'run/imported'],
  addData: [
    ...(['run/not-open', 'run/not-launched', 'run/data-unfinished', 'run/imported'] as const),
    ...([
      'draft/bad-data',
      'draft/broken-off',
      'draft/too-large',
      'data/bad-row',
      'data/bad-file',
      'data/empty',
    ] as const),
    ...(['data/unknown-key', 'data/misspelt-key', 'data/key-taken', 'data/new-condition', 'data/other-count'] as const),
  ],
  changeSettings: [
    'run/bad-settings',
    'run/not-open',
    'run/not-more',
    'run/over-max-units',
    'run/code-not-trusted',
    'run/imported',
    'qualification/retired',
  ],
  reloadCode: [
    ...(['run/no-code', 'run/code-differs', 'run/imported'] as const),
    ...(['task/code-failed', 'task/not-answering', 'task/code-not-trusted'] as const),
  ],
  rebuildPage: [
    ...(['run/not-for-development', 'run/config-changed', 'run/not-open', 'run/imported'] as const),
    ...(['task/build-failed', 'task/no-page', 'task/bad-config', 'task/code-not-trusted'] as const),
  ],
  stopRun: ['run/not-open'],
  acceptUnit: [...deciding, ...verdictParts],
  softRejectUnit: [...deciding, ...verdictParts],
  rejectUnit: [...deciding, ...verdictParts],
  makeVerdict: ['run/unknown', 'task/unknown', 'unit/too-many-to-compare', 'worker/unknown', ...verdictParts],
  reviewMany: ['run/unknown', 'task/unknown', 'unit/too-many-to-compare', ...verdictParts],
  claimUnits: ['access/name-of-account'],
  undoReview: ['unit/not-reviewed', 'verdict/superseded', 'review/claimed'],
  undoVerdict: ['verdict/in-progress', 'verdict/undone'],
  askSecondOpinion: deciding,
  expireUnit: ['unit/not-open'],
  commentUnit: ['unit/not-submitted', 'comment/unknown'],
  editComment: ['unit/not-submitted', 'comment/unknown', 'comment/not-yours'],
  removeComment: ['unit/not-submitted', 'comment/unknown', 'comment/not-yours'],
  adjudicate: [
    'assignment/adjudicated',
    'assignment/adjudicated-anew',
    'assignment/impossible-answer',
    'assignment/not-adjudicated',
  ],
  withdrawAdjudication: ['assignment/adjudicated-anew', 'assignment/not-adjudicated'],
  grantBonus: ['unit/not-submitted', 'bonus/another', 'budget/passed'],
  markBonusPaid: ['bonus/settled', 'bonus/through-provider'],
  withdrawBonus: ['bonus/settled', 'bonus/through-provider'],
  blockWorker: ['worker/blocked'],
  createQualification: ['qualification/name-taken'],
  editQualification: ['qualification/name-taken', 'qualification/retired'],
  grantQualification: ['qualification/retired'],
  retireQualification: ['qualification/required'],
  quality: ['quality/no-question', 'quality/not-comparable', ...figures],
  aggregates: ['quality/no-question', 'quality/not-comparable', 'quality/no-model', ...figures],
  statistics: figures,
  qualityAgreement: furtherFigures,
  qualityNumbers: furtherFigures,
  qualityClasses: furtherFigures,
  qualityPairs: furtherFigures,
  qualityEnough: furtherFigures,
  qualityCalibration: furtherFigures,
  qualityOverTime: furtherFigures,
  qualityPosition: furtherFigures,
  exportAnswers: [...exporting, ...ofTables, 'export/too-many'],
  exportManifest: [...exporting, ...ofTables],
  exportFiles: [...exporting, 'export/too-many'],
  exportProgress: ['export/unknown-id'],
  exportOnboardings: ['export/unknown', 'export/incomplete', 'export/unreadable'],
  makeArchive: ['archive/nothing', 'archive/unknown-task', 'archive/unreadable', 'archive/too-many'],
  archiveProgress: ['archive/unknown-id'],
  importArchive: ['archive/not-an-archive', 'archive/damaged', 'archive/other-format', 'import/under-way'],
  events: ['request/bad-filter'],
  replay: ['replay/unknown', 'replay/unreadable'],
  getTimeline: ['replay/unknown', 'unit/unknown'],
  rebuild: ['read-model/rebuilding'],
  getFile: ['file/not-shown'],
  getUnitFile: ['file/not-shown'],
  getFieldFile: ['file/not-shown'],
  login: signingIn,
  changeOwnPassword: ['access/no-own-password', 'access/wrong-present-password', 'access/weak-password'],
  addPerson: ['access/bad-name', 'access/name-taken', 'access/no-address', 'access/weak-password'],
  changePerson: ['access/unknown-person', 'access/password-elsewhere', 'access/weak-password'],
  removePerson: ['access/unknown-person'],
  undoPayouts: ['payout/bad-position', 'payout/nothing-paid', 'payout/unreadable-run', 'run/unknown', 'task/unknown'],
  recordPayouts: ['payout/bad-position', 'payout/nothing-due', 'payout/unreadable-run', 'run/unknown', 'task/unknown'],
  ...atProviders,
  addWebhook: [...receiver, 'webhook/too-many'],
  changeWebhook: receiver,
  replayWebhook: ['webhook/bad-position'],
  rotateWebhook: ['webhook/too-many-secrets'],
};

/** Whether a part of the request names a worker, who may be meant by a name that others have, too. */
export const takesWorker = (endpoint: Endpoint): boolean =>
  endpoint.name !== 'withdrawInvitation' &&
  endpoint.path.startsWith('/api/') &&
  [endpoint.params, endpoint.query, endpoint.body].some(
    (part) => 'worker' in ((part as { shape?: object } | undefined)?.shape ?? {}),
  );

/** The refusals that follow from what an endpoint takes, and who may call it. */
function ofParts(endpoint: Endpoint): string[] {
  const { role, method, params, query, body, takes } = endpoint;
  const names = (shape: unknown) => Object.keys((shape as { shape?: object } | undefined)?.shape ?? {});
  const queried = names(query);
  return [
    ...(role === 'anyone' ? [] : ['access/login-needed', 'access/bad-token', 'access/bad-reviewer']),
    ...(role === 'reviewer' || role === 'owner' ? ['access/denied'] : []),
    ...(knownKeys(endpoint) ? ['request/unknown-key'] : []),
    ...(queried.length > 0 ? ['request/bad-shape', 'request/empty-value'] : []),
    ...(body ? ['request/bad-shape', 'request/not-json', 'request/too-large'] : []),
    ...[...names(params), ...queried.filter((name) => name === 'run' || name === 'task')].flatMap(
      (name) => ofParameter[name] ?? [],
    ),
    ...(takesWorker(endpoint) ? ['worker/ambiguous'] : []),
    ...(queried.includes('after') ? ['read-model/behind'] : []),
    ...(role === 'anyone' ? [] : ['read-model/damaged', 'daemon/closing']),
    ...(method === 'GET' || role === 'anyone' ? [] : ['request/foreign-origin', 'log/unavailable', 'log/full']),
    ...(takes ? ['import/broken-off'] : []),
  ];
}

/** The codes with which an endpoint may refuse, by HTTP status. */
export function refusalCodes(endpoint: Endpoint): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const code of [...new Set([...ofParts(endpoint), ...(own[endpoint.name] ?? [])])].sort()) {
    const status = tables[code]?.[0];
    if (status === undefined) throw new Error(`No table has the refusal ${code}.`);
    found[status] = [...(found[status] ?? []), code];
  }
  return found;
}

/** The names of the endpoints that have refusals of their own. */
export const namesWithOwnRefusals = Object.keys(own);
