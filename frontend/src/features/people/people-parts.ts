// Apart from the panel: the address of the page is checked before the page is loaded.

export const peopleParts = ["contacts", "groups", "channels"] as const;

export type PeoplePart = (typeof peopleParts)[number];

/** What of the tab is shown, all of it in the address of the page. */
export type PeopleView = {
  part: PeoplePart;
  /** The contact, group or channel that is open, by the id that the API takes. */
  item?: string | undefined;
  query?: string | undefined;
};
