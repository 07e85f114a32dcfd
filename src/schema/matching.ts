import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf, UserError } from './common.ts';
import { MatchPartName, RecordKind } from './enums.ts';

const optional = { nullable: true } as const;

@ObjectType({ description: "A system's record of something that its owner has no record of." })
export class OrphanRecord {
  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: "The system's own key of the record." })
  key!: string;

  @Field(() => String, { description: 'Why it stands alone.' })
  evidence!: string;
}

@ObjectType({ description: 'How far two records agree on one thing.' })
export class MatchPart {
  @Field(() => MatchPartName, { description: 'On what.' })
  part!: string;

  @Field(() => Int, { description: 'How far they agree, of 100.' })
  agreement!: number;

  @Field(() => Number, { description: 'How much it counts, by policies/matching.json.' })
  weight!: number;

  @Field(() => String, { ...optional, description: 'What the orphan says; of parents, which ones both name.' })
  own!: string | null;

  @Field(() => String, { ...optional, description: 'What the candidate says; of parents, which ones are the same.' })
  other!: string | null;
}

@ObjectType({ description: 'Something that an orphan may be. Nothing is linked before a person says so.' })
export class MatchCandidate {
  @Field(() => String, { description: 'Its name or number.' })
  label!: string;

  @Field(() => Int, { description: 'How like the two are, of 100.' })
  score!: number;

  @Field(() => [MatchPart], { description: 'What the score is made of.' })
  parts!: MatchPart[];
}

@ObjectType({ description: 'Something that its owner has no record of, and what it may be.' })
export class MatchSuggestion {
  @Field(() => RecordKind, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, { description: 'Its name or number.' })
  label!: string;
}

/** Names a record as its system does. */
@InputType({ description: 'A record of a system.' })
class RecordOfSystem {
  @Field(() => RecordKind, { description: 'What it is.' })
  kind!: string;

  @Field(() => String, { description: 'The system.' })
  system!: string;

  @Field(() => String, { description: "The system's own key of the record." })
  key!: string;
}

@InputType({ description: 'That a record of a system is something that the hub knows already.' })
export class LinkRecordsInput extends RecordOfSystem {
  @Field(() => ID, { description: 'What it is to be a record of. Its owner has to have a record of it.' })
  goldenId!: string;

  @Field(() => String, { description: 'How you know.' })
  reason!: string;
}

@InputType({ description: 'A record of which a person has said what it is.' })
export class UnlinkRecordsInput extends RecordOfSystem {
  @Field(() => String, { description: 'Why it is taken back.' })
  reason!: string;
}

@ObjectType({ description: 'Whether it was taken down. Values, drift and exceptions follow within moments.' })
export class LinkPayload {
  @Field(() => ID, { ...optional, description: 'What everything that follows from it carries; see trace.' })
  correlationId!: string | null;

  @Field(() => [UserError], { description: 'Why it was not.' })
  errors!: UserError[];
}

/** A page of what stands alone, with what it may be. */
export const MatchSuggestionConnection = connectionOf('MatchSuggestion', MatchSuggestion);
