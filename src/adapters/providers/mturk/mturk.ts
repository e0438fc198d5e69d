import type { Provider } from '../../../runtime/ports/provider.ts';
import { type MturkSettings, mturkRefusal, openMturkClient } from './client.ts';

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

/** MTurk knows nothing of an account but its balance, so that another key is taken for one of the same account. */
const unnamedAccount = 'aws';

/** The market of Amazon Mechanical Turk, or its sandbox, where nothing is paid; also a compatible one at an address of its own. */
export const openMturk = (settings: MturkSettings): Provider => ({
  name: settings.isSandbox ? 'mturk_sandbox' : 'mturk',
  title: settings.isSandbox ? 'MTurk Sandbox' : 'MTurk',
  credentials,
  async account(given) {
    const { GetAccountBalanceCommand } = await import('@aws-sdk/client-mturk');
    const client = await openMturkClient(given, settings);
    try {
      const { AvailableBalance } = await client.send(new GetAccountBalanceCommand({}));
      const availableCents = AvailableBalance === undefined ? null : centsIn(AvailableBalance);
      return { id: unnamedAccount, name: given.access_key_id ?? '', currency: 'USD', availableCents };
    } catch (error) {
      throw mturkRefusal(error);
    } finally {
      client.destroy();
    }
  },
});

/** The cents of an amount of MTurk, such as `10000.00`. */
export function centsIn(amount: string): number {
  const [whole = '0', part = ''] = amount.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2));
}
