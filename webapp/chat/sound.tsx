import { useEffect, useRef } from 'react';
import { useTexts } from './context.ts';

type Props = { volume: number; onVolumeChange: (volume: number) => void };

/** Turns the sound on and off. */
export function VolumeControl({ volume, onVolumeChange }: Props) {
  const texts = useTexts();
  const isOn = volume > 0;
  function toggle() {
    onVolumeChange(isOn ? 0 : 1);
    if (!isOn) play(1);
  }
  return (
    <button type="button" className="mh-chat-sound" aria-pressed={isOn} onClick={toggle}>
      <span aria-hidden="true">♪</span> {isOn ? texts.soundOn : texts.soundOff}
    </button>
  );
}

let audio: AudioContext | undefined;

/** A short tone. */
function play(volume: number): void {
  try {
    audio ??= new AudioContext();
    const [tone, gain] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 660;
    gain.gain.setValueAtTime(0.15 * volume, audio.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.25);
    tone.connect(gain).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.25);
  } catch {
    // A browser that plays nothing: what happens is on the page.
  }
}

/** Plays a tone whenever something becomes true. */
export function useSound(isNow: boolean, volume: number): void {
  const latest = useRef(volume);
  latest.current = volume;
  useEffect(() => {
    if (isNow && latest.current > 0) play(latest.current);
  }, [isNow]);
}
