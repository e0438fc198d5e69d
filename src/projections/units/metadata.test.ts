import { describe, it } from 'vitest';
import { ada, errorLogged, metadataSubmitted, runId } from '../../events/fixtures.ts';
import { minute, specifyProjection } from '../specify.ts';
import { metadata, metadataProjection } from './metadata.ts';

describe('the metadata', () => {
  it('holds what pages sent with answers, and their errors', () =>
    specifyProjection(metadataProjection)(metadataSubmitted(ada), errorLogged(ada)).thenRows(
      metadata,
      { agentId: ada.agentId, runId, kind: 'metadata', content: { tip: 'brighter' }, at: minute(0) },
      { agentId: ada.agentId, runId, kind: 'error', content: 'no image', at: minute(1) },
    ));
});
