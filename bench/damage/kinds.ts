import { type DamageTarget, type FileHarm, filesLike, harmFile, removeFolder, replace } from './harm.ts';

/** A description of the damage, and the damaged parts. */
export type Damaged = { what: string; parts: Part[] };
export type Part = 'log' | 'facts' | 'rows' | 'head' | 'files' | 'lease' | 'settings';

/** A kind of damage; the details are random. */
export type Kind = { name: string; does(place: DamageTarget): Damaged };

const store = 'nats/store/jetstream';
const stream = {
  log: `${store}/LOG/streams/MANYHANDS_LOG`,
  files: `${store}/LOG/streams/OBJ_MANYHANDS_FILES`,
  lease: `${store}/LOG/streams/KV_MANYHANDS_LEASE`,
  facts: `${store}/FACTS/streams/MANYHANDS_FACTS`,
};
type Stream = keyof typeof stream;

const harms: FileHarm[] = ['flip', 'zero', 'cut', 'delete'];

/** Damages a block of a stream, and in a third of the cases deletes its index. */
const block = (of: Stream, harm: FileHarm) => ({
  name: `${of} block ${harm}`,
  does(place: DamageTarget): Damaged {
    const done = [harmFile(place, place.random.pick(filesLike(place, stream[of], /\.blk$/)), harm)];
    if (place.random.below(3) === 0)
      for (const index of filesLike(place, stream[of], /\/msgs\/index\.db$/))
        done.push(harmFile(place, index, 'delete'));
    return { what: done.join('; '), parts: [of] };
  },
});

const oneOf = (name: string, below: string, like: RegExp, parts: Part[], of: FileHarm[] = harms): Kind => ({
  name,
  does(place) {
    const found = filesLike(place, below, like);
    if (found.length === 0) return { what: 'nothing: there is no such file', parts: [] };
    return { what: harmFile(place, place.random.pick(found), place.random.pick(of)), parts };
  },
});

const all: FileHarm[] = [...harms, 'empty'];
const index = /\/msgs\/index\.db$/;
const meta = /\/meta\.(inf|sum)$/;

/** The path of each part in a data folder. */
const places = { log: stream.log, facts: stream.facts, rows: 'read-model', head: 'head.json' } as const;
type OldPart = keyof typeof places;

const older = (part: OldPart): Kind => ({
  name: `${part} older`,
  does: (place) => ({ what: replace(place, places[part], 'old'), parts: [part] }),
});

const gone = (of: Stream): Kind => ({
  name: `${of} deleted`,
  does: (place) => ({ what: removeFolder(place, stream[of]), parts: [of] }),
});

const both: Kind = {
  name: 'log and rows',
  does(place) {
    const log = place.random.pick([block('log', 'cut'), block('log', 'delete'), gone('log'), older('log')]);
    const rows = oneOf('', 'read-model', /\/\d+\.db(-wal)?$/, ['rows']);
    const done = [log.does(place), rows.does(place)];
    return { what: done.map(({ what }) => what).join('; '), parts: ['log', 'rows'] };
  },
};

const someOlder: Kind = {
  name: 'several older',
  does(place) {
    const parts = Object.keys(places) as OldPart[];
    const one = place.random.pick(parts);
    const older = parts.filter((part) => part !== one && place.random.below(2) === 0);
    const what = older.map((part) => replace(place, places[part], 'old'));
    return { what: what.join('; ') || 'nothing', parts: older };
  },
};

/** The kinds with these names or prefixes; without a name, all. */
export const kindsNamed = (names: readonly string[]): Kind[] =>
  names.length === 0
    ? [...kinds]
    : names.flatMap((wantedName) => {
        const exact = kinds.filter(({ name }) => name === wantedName);
        return exact.length ? exact : kinds.filter(({ name }) => name.startsWith(wantedName));
      });

/** Every kind of damage. */
export const kinds: readonly Kind[] = [
  ...harms.map((harm) => block('log', harm)),
  oneOf('log index', stream.log, index, ['log'], all),
  oneOf('log meta', stream.log, meta, ['log'], all),
  gone('log'),
  older('log'),
  older('facts'),
  older('rows'),
  older('head'),
  someOlder,
  both,
  {
    name: 'store older',
    does: (place) => ({ what: replace(place, 'nats/store', 'old'), parts: ['log', 'files'] }),
  },
  {
    name: 'store other',
    does: (place) => ({ what: replace(place, 'nats/store', 'other'), parts: ['log', 'files'] }),
  },
  { name: 'rows other', does: (place) => ({ what: replace(place, 'read-model', 'other'), parts: ['rows'] }) },
  oneOf('store file deleted', 'nats/store', /./, ['log', 'files', 'facts', 'lease'], ['delete']),
  ...harms.map((harm) => oneOf(`rows db ${harm}`, 'read-model', /\/\d+\.db$/, ['rows'], [harm])),
  oneOf('rows wal', 'read-model', /\/\d+\.db-(wal|shm)$/, ['rows']),
  oneOf('rows current', 'read-model', /\/current$/, ['rows'], all),
  oneOf('search', 'read-model', /\/search\.db/, ['rows']),
  oneOf('head', '.', /^\.?\/?head\.json$/, ['head'], all),
  ...harms.map((harm) => block('facts', harm)),
  oneOf('facts index', stream.facts, /index\.db$|meta\./, ['facts'], all),
  gone('facts'),
  ...harms.map((harm) => block('files', harm)),
  oneOf('files index', stream.files, /index\.db$|meta\./, ['files'], all),
  gone('files'),
  oneOf('lease', stream.lease, /./, ['lease'], all),
  gone('lease'),
  oneOf('settings', '.', /(credentials|layout)\.json$|nats\.conf$/, ['settings'], all),
  oneOf('notes', '.', /(lock|access)\.db$|nats\.pid$/, ['settings'], all),
];
