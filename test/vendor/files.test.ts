import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Case, CaseParts } from './case.ts';
import { changeCases } from './cases/changes.ts';
import { forceCases } from './cases/force.ts';
import { fusionCases } from './cases/fusion.ts';
import { outboundCases } from './cases/outbound.ts';
import { packageCases } from './cases/package.ts';
import { recordRequests } from './recorded-requests.ts';
import type { Shape } from './shapes.ts';
import { absence, filesOf, type VendorFile, vendorFiles } from './vendor-folder.ts';
import { vendorHub } from './vendor-hub.ts';

// Every shape has a case: the compiler refuses a shape that nothing is done with.
const cases: { [K in Exclude<Shape['kind'], 'unknown'>]: Case<K> } = {
  ...outboundCases,
  ...forceCases,
  ...changeCases,
  ...packageCases,
  ...fusionCases,
};

function caseOf({ shape }: VendorFile): Case<Shape['kind']> | undefined {
  return shape.kind === 'unknown' ? undefined : (cases[shape.kind] as Case<Shape['kind']>);
}

if (absence === undefined) {
  describe("the vendors' files", () => {
    let parts: CaseParts;
    beforeAll(async () => {
      const organizations = filesOf('outbound-message').map(({ shape }) => shape.organizationId);
      parts = { hub: await vendorHub(organizations), recorded: await recordRequests() };
    });
    afterAll(() => parts.hub.close());

    it('are there', () => expect(vendorFiles.length).toBeGreaterThan(0));
    for (const file of vendorFiles) {
      const found = caseOf(file);
      const why = file.shape.kind === 'unknown' ? file.shape.why : '';
      it(`${file.path} ${found?.sentence ?? `is of a kind that somebody has to look at (${why})`}`, async () => {
        expect(found).toBeDefined();
        await found?.run(file, parts);
      });
    }
  });
} else {
  it(absence, () => expect(vendorFiles).toEqual([]));
}
