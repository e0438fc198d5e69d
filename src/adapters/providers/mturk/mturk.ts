import type { Provider } from '../../../runtime/ports/provider.ts';
import { openCalls } from './calls.ts';
import type { MturkSettings } from './client.ts';
import { mturkRefusal } from './failures.ts';
import { accountOf, openMturkAccount } from './open-account.ts';
import { mturkOptions } from './options.ts';
import { isMturkPreview, mturkHandIn, mturkPages, mturkVisitor } from './visitor.ts';

const credentials = [
  {
    name: 'access_key_id',
    says: 'the id of an access key of your AWS account',
    isSecret: false,
    variable: 'AWS_ACCESS_KEY_ID',
  },
  {
    name: 'secret_access_key',
    says: 'the secret of that access key',
    isSecret: true,
    variable: 'AWS_SECRET_ACCESS_KEY',
  },
  {
    name: 'url',
    says: 'another address of the API, such as that of a simulated MTurk or of a compatible market',
    isSecret: false,
    isOptional: true,
    variable: 'AWS_ENDPOINT_URL_MTURK',
  },
] as const;

/** The market of Amazon Mechanical Turk, or its sandbox, where nothing is paid; also a compatible one at an address of its own. */
export const openMturk = (settings: MturkSettings): Provider => ({
  name: settings.isSandbox ? 'mturk_sandbox' : 'mturk',
  title: settings.isSandbox ? 'MTurk Sandbox' : 'MTurk',
  credentials,
  async account(given) {
    const calls = await openCalls(given, settings);
    try {
      return await accountOf(calls, given);
    } catch (error) {
      throw mturkRefusal(error);
    } finally {
      calls.close();
    }
  },
  options: (given) => mturkOptions(given, settings),
  visitor: mturkVisitor,
  isPreview: isMturkPreview,
  handIn: mturkHandIn,
  embeddedBy: mturkPages,
  // The page goes back to the address that MTurk put into its own, and hands the code in there.
  completion: ({ codes }, outcome) => ({ code: codes[outcome] }),
  open: (given) => openMturkAccount(given, settings),
});
