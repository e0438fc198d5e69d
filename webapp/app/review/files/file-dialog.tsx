import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDownload, IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { ForeignText } from '../text/foreign-text.tsx';
import { seenText } from '../text/pieces.ts';
import { type AnswerFile, downloadAddressOf, downloadNameOf, formatSize, previewOf } from './answer-file.ts';
import style from './files.module.css';

/** A file of an answer: a preview if that is safe, and a download. */
export function FileDialog({ file, onClose }: { file: AnswerFile; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={<ForeignText text={file.name || '(unnamed file)'} maxLetters={200} />}
    >
      <Stack>
        <Preview file={file} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {formatSize(file.size)}, type <ForeignText text={file.type || 'unknown'} maxLetters={100} /> according to
            the worker’s browser
          </Text>
          <Button
            component="a"
            href={downloadAddressOf(file)}
            download={downloadNameOf(file)}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ file }: { file: AnswerFile }) {
  const [isBroken, setBroken] = useState(false);
  const preview = previewOf(file);
  const fail = () => setBroken(true);
  if (!preview) return <Text>No preview for this kind of file. Download it and open it with care.</Text>;
  if (isBroken) {
    return (
      <Text role="alert">The content does not match the file type, so there is no preview. Download it with care.</Text>
    );
  }
  const { as, address } = preview;
  const name = seenText(file.name);
  if (as === 'image') return <img className={style.shown} src={address} alt={name} onError={fail} />;
  if (as === 'video') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: workers' recordings have no captions.
      <video className={style.shown} src={address} controls preload="metadata" aria-label={name} onError={fail} />
    );
  }
  if (as === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: workers' recordings have no captions.
    return <audio src={address} controls preload="metadata" aria-label={name} onError={fail} />;
  }
  return (
    <>
      <iframe className={style.pdf} src={address} title={name} />
      <Anchor href={address} target="_blank" rel="noreferrer" size="sm" underline="always">
        Open in a new tab <IconExternalLink size={14} aria-hidden />
      </Anchor>
    </>
  );
}
