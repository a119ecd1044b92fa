import { expect, test } from 'vitest';
import { canonicalSchematic, schematicId } from '../../src/emit/talos/schematic.ts';
import { emptySchematic } from '../../src/model/rules/schematics.ts';
import { codesIn, diagnosticsIn } from './found.ts';

const other = 'ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515';
const noAgent = 'controlPlane: {machine: {guestAgent: false}}\npools: {workers: {machine: {guestAgent: false}}}\n';
const longhorn = 'platform: {cilium: {}, longhorn: {}}\n';

test('the id of the empty schematic is what the Image Factory computes', () => {
  expect(schematicId(canonicalSchematic({}).text ?? '')).toBe(emptySchematic);
});

test.each([
  [`${noAgent}talos: {schematic: ${other}, extensions: {iscsi-tools: {}}}`, ['talos/own-schematic']],
  [`${noAgent}talos: {schematic: ${other}, kernelArguments: [net.ifnames=0]}`, ['talos/own-schematic']],
  [
    `${noAgent}talos: {schematic: ${other}, overlay: {name: rock64, image: siderolabs/sbc-rockchip}}`,
    ['talos/own-schematic'],
  ],
  [`${noAgent}${longhorn}talos: {schematic: ${other}}`, ['talos/own-schematic']],
  [`${noAgent}talos: {schematic: ${other}}`, []],
  [`${noAgent}talos: {schematic: ${emptySchematic}, extensions: {iscsi-tools: {}}}`, ['talos/schematic-lacks']],
  [`${noAgent}${longhorn}talos: {schematic: ${emptySchematic}}`, ['talos/schematic-lacks']],
  [`${noAgent}talos: {schematic: ${emptySchematic}}`, []],
  [`${noAgent}${longhorn}nodes: {main-cp-1: {talos: {schematic: ${emptySchematic}}}}`, ['talos/schematic-lacks']],
])('%s', (part, codes) => {
  const found = codesIn(part).filter((code) => code.startsWith('talos/'));
  expect(found).toEqual(codes);
});

test('what a component needs is named', () => {
  const part = `${noAgent}${longhorn}talos: {schematic: ${emptySchematic}}`;
  const messages = diagnosticsIn(part).map(({ message }) => message);
  expect(messages.join('\n')).toMatch(/siderolabs\/iscsi-tools.*siderolabs\/util-linux-tools/);
});
