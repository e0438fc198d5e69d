import { connect, type Msg, type NatsConnection } from 'nats';
import { plainJson } from '../../../actors/plain-json.ts';
import { addressOf } from '../server/credentials.ts';
import { protocolVersion, type Ready, type Reply, type Wake } from './protocol.ts';

/** A function that can be called, from JSON to JSON. */
export type Callable = (takes: unknown) => unknown;

/** The functions of a task's code, and what it declares beside them. */
export type Loaded = { functions: Record<string, Callable>; declares?: Declared };

type Declared = Extract<Ready, { functions: unknown }>['declares'];

type Settings = {
  /** Where to connect, with this host's credentials. */
  url: string;
  /** The beginning of this host's subjects. */
  subject: string;
  /** Turns what code has thrown into a sentence. */
  faultOf: (error: unknown) => string;
};

/** How many calls a host in JavaScript takes at the same time. */
const concurrent = 64;

/** Loads functions and has them called over NATS, until the process ends. `load` gets what says that a conversation has something new. */
export async function serveCalls(
  settings: Settings,
  load: (wake: (room: string) => void) => Promise<Loaded>,
): Promise<void> {
  const { url, subject, faultOf } = settings;
  const connection = await connect({
    ...addressOf(url),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    noEcho: true,
  });
  const ready = (message: Ready | Wake) => connection.publish(`${subject}.ready`, JSON.stringify(message));
  let loaded: Loaded;
  try {
    loaded = await load((room) => ready({ protocol: protocolVersion, wakes: room }));
  } catch (error) {
    ready({ protocol: protocolVersion, failed: faultOf(error) });
    await connection.flush();
    return;
  }
  const { functions, declares } = loaded;
  connection.subscribe(`${subject}.call.*`, {
    callback: (_, message) => void answer(connection, message, functions, faultOf),
  });
  await connection.flush();
  ready({ protocol: protocolVersion, functions: Object.keys(functions), concurrent, declares });
  await connection.flush();
}

async function answer(
  { info }: NatsConnection,
  message: Msg,
  functions: Record<string, Callable>,
  faultOf: Settings['faultOf'],
): Promise<void> {
  const name = message.subject.split('.').at(-1) ?? '';
  const bytes = Buffer.from(await replyOf(name, message, functions, faultOf));
  const most = info?.max_payload ?? Number.POSITIVE_INFINITY;
  const fits = bytes.length <= most;
  message.respond(
    fits ? bytes : Buffer.from(failed(`${name} gave ${bytes.length} bytes, and at most ${most} can be sent`)),
  );
}

const failed = (reason: string): string => JSON.stringify({ failed: reason } satisfies Reply);

async function replyOf(
  name: string,
  message: Msg,
  functions: Record<string, Callable>,
  faultOf: Settings['faultOf'],
): Promise<string> {
  try {
    const called = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!called) return failed(`the code defines no ${name}`);
    const gives = plainJson((await called(message.json())) ?? null);
    return 'fault' in gives ? failed(`in what ${name} gave: ${gives.fault}`) : `{"gives":${gives.json}}`;
  } catch (error) {
    return failed(faultOf(error));
  }
}
