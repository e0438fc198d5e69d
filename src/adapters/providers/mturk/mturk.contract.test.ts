import { describeProvider } from '../provider.contract.ts';
import { openHarness } from './for-tests.ts';

describeProvider('MTurk', ({ hasMoney }) => openHarness(false, hasMoney));
describeProvider('the sandbox of MTurk', ({ hasMoney }) => openHarness(true, hasMoney));
