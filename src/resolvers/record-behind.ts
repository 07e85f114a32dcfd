import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ExceptionType } from '../schema/exception.ts';
import { RecordBehind } from '../schema/record-behind.ts';
import type { ExceptionRow } from '../views/exceptions.ts';
import type { Context } from './context.ts';

@Resolver(() => ExceptionType)
export class RecordBehindResolver {
  @FieldResolver(() => [RecordBehind], {
    description: 'The records in the source systems that it stands on: of its subject, its invoice and its contract.',
  })
  async records(@Root() { subjectId, invoiceId, contractId }: ExceptionRow, @Ctx() { loaders, firm }: Context) {
    const ids = [...new Set([subjectId, invoiceId, contractId])].filter((id) => id !== null);
    const behind = await Promise.all(ids.map((id) => loaders.recordsBehind.load(id)));
    return behind.flat().map((row) => ({ ...row, url: firm.recordUrl(row) ?? null }));
  }
}
