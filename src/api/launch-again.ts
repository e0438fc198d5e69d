import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { LaunchLine } from './runs.ts';

export const launchAgain = endpoint({
  name: 'launchAgain',
  method: 'POST',
  path: '/api/runs/:run/launch',
  summary:
    'Launches another run of the folder, config and settings that this one was launched with, with progress; refused if the config or the data have changed since, unless `as_is` takes them as they are now.',
  role: 'owner',
  params: z.object({ run: z.string() }),
  body: z.strictObject({ as_is: z.boolean().optional() }).nullish(),
  reply: LaunchLine,
  streams: 'lines',
});
