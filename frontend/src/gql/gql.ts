/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment AccountDetails on Account {\n    ...AccountLine\n    id\n    apiKeyPrefix\n    proxy\n    createdAt\n    limits {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n    }\n    overrides {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n      optOutWords\n      optInWords\n    }\n  }\n": typeof types.AccountDetailsFragmentDoc,
    "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      ...AccountDetails\n    }\n  }\n": typeof types.AccountPageDocument,
    "\n  mutation UpdateAccount($input: UpdateAccountInput!) {\n    updateAccount(input: $input) {\n      account {\n        ...AccountDetails\n      }\n    }\n  }\n": typeof types.UpdateAccountDocument,
    "\n  mutation RegenerateKey($id: ID!) {\n    regenerateApiKey(input: { accountId: $id }) {\n      apiKey\n      account {\n        id\n        apiKeyPrefix\n      }\n    }\n  }\n": typeof types.RegenerateKeyDocument,
    "\n  mutation DeleteAccount($id: ID!) {\n    deleteAccount(input: { id: $id }) {\n      deletedId\n    }\n  }\n": typeof types.DeleteAccountDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      apiKey\n      account {\n        id\n        ...AccountLine\n      }\n    }\n  }\n": typeof types.CreateAccountDocument,
    "\n  fragment AiSettings on AiConfig {\n    accountId\n    isActive\n    provider\n    model\n    baseUrl\n    fallbacks {\n      provider\n      model\n      baseUrl\n    }\n    keys {\n      provider\n      source\n    }\n    hasApiKey\n    systemPrompt\n    temperature\n    maxTokens\n    timeoutSeconds\n    historyLimit\n    language\n    audience\n    groups\n    allow\n    block\n    startWords\n    stopWords\n    handOverPhrases\n    handOverText\n    hours {\n      day\n      from\n      to\n    }\n    timeZone\n    outOfHoursText\n    debounceMs\n    takeoverMinutes\n    maxRepliesPerHour\n    drafts\n    budget {\n      tokensPerDay\n      repliesPerDay\n      tokensPerContact\n      repliesPerContact\n      text\n    }\n    seeImages\n    hearVoice\n    prices {\n      provider\n      model\n      inPerMillion\n      outPerMillion\n    }\n    updatedAt\n  }\n": typeof types.AiSettingsFragmentDoc,
    "\n  query AiConfig($accountId: ID!) {\n    aiConfig(accountId: $accountId) {\n      ...AiSettings\n    }\n  }\n": typeof types.AiConfigDocument,
    "\n  mutation SaveAiConfig($accountId: ID!, $config: AiConfigInput!) {\n    saveAiConfig(input: { accountId: $accountId, config: $config }) {\n      config {\n        ...AiSettings\n        accountId\n      }\n    }\n  }\n": typeof types.SaveAiConfigDocument,
    "\n  mutation DeleteAiConfig($accountId: ID!) {\n    deleteAiConfig(input: { accountId: $accountId }) {\n      deletedId\n    }\n  }\n": typeof types.DeleteAiConfigDocument,
    "\n  query AiModels($accountId: ID!, $provider: AiProvider!, $baseUrl: String!) {\n    aiModels(accountId: $accountId, provider: $provider, baseUrl: $baseUrl) {\n      models {\n        id\n        name\n        inPrice\n        outPrice\n        contextTokens\n        sees\n      }\n      live\n      error\n    }\n  }\n": typeof types.AiModelsDocument,
    "\n  fragment AiTraceParts on AiTrace {\n    id\n    chatId\n    messageId\n    outcome\n    reason\n    text\n    answer\n    system\n    turns {\n      role\n      text\n      images\n    }\n    knowledge\n    toolCalls {\n      name\n      arguments\n      result\n      failed\n      durationMs\n    }\n    attempts {\n      provider\n      model\n      failure\n      error\n      tokensIn\n      tokensOut\n      durationMs\n    }\n    tokensIn\n    tokensOut\n    durationMs\n    createdAt\n  }\n": typeof types.AiTracePartsFragmentDoc,
    "\n  mutation TestAiConfig($input: TestAiConfigInput!) {\n    testAiConfig(input: $input) {\n      success\n      decision {\n        answers\n        text\n        notice\n      }\n      trace {\n        ...AiTraceParts\n      }\n    }\n  }\n": typeof types.TestAiConfigDocument,
    "\n  mutation ReplayAiChat($input: ReplayAiChatInput!) {\n    replayAiChat(input: $input) {\n      comparisons {\n        question\n        answered\n        firstDecision {\n          answers\n          text\n          notice\n        }\n        secondDecision {\n          answers\n          text\n          notice\n        }\n        first {\n          ...AiTraceParts\n        }\n        second {\n          ...AiTraceParts\n        }\n      }\n    }\n  }\n": typeof types.ReplayAiChatDocument,
    "\n  query ReplayChats($accountId: ID!) {\n    chats(accountId: $accountId, first: 100) {\n      nodes {\n        id\n        name\n        phoneNumber\n        kind\n      }\n    }\n  }\n": typeof types.ReplayChatsDocument,
    "\n  fragment AiDraftParts on AiDraft {\n    id\n    accountId\n    chatId\n    chat {\n      id\n      name\n      phoneNumber\n      kind\n    }\n    message {\n      id\n      text\n      type\n    }\n    text\n    state\n    createdAt\n  }\n": typeof types.AiDraftPartsFragmentDoc,
    "\n  query AiDrafts($accountId: ID!) {\n    aiDrafts(accountId: $accountId) {\n      ...AiDraftParts\n    }\n  }\n": typeof types.AiDraftsDocument,
    "\n  fragment ChatAi on Chat {\n    id\n    accountId\n    ai {\n      active\n      pausedUntil\n      pauseReason\n      pending\n      draft {\n        ...AiDraftParts\n        id\n      }\n    }\n  }\n": typeof types.ChatAiFragmentDoc,
    "\n  subscription AiLive($accountId: ID!) {\n    aiChanged(accountId: $accountId) {\n      ...ChatAi\n      id\n    }\n  }\n": typeof types.AiLiveDocument,
    "\n  query ChatAiState($id: ID!) {\n    chat(id: $id) {\n      ...ChatAi\n    }\n  }\n": typeof types.ChatAiStateDocument,
    "\n  mutation ApproveAiDraft($id: ID!, $text: String) {\n    approveAiDraft(input: { id: $id, text: $text }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n": typeof types.ApproveAiDraftDocument,
    "\n  mutation DiscardAiDraft($id: ID!) {\n    discardAiDraft(input: { id: $id }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n": typeof types.DiscardAiDraftDocument,
    "\n  mutation PauseAi($chatId: ID!, $minutes: Int) {\n    pauseAi(input: { chatId: $chatId, minutes: $minutes }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": typeof types.PauseAiDocument,
    "\n  mutation ResumeAi($chatId: ID!) {\n    resumeAi(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": typeof types.ResumeAiDocument,
    "\n  mutation ResetAiHistory($chatId: ID!) {\n    resetAiHistory(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": typeof types.ResetAiHistoryDocument,
    "\n  query AiTraces($accountId: ID!, $outcome: AiOutcome, $after: String) {\n    aiTraces(accountId: $accountId, outcome: $outcome, first: 30, after: $after) {\n      nodes {\n        ...AiTraceParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AiTracesDocument,
    "\n  query AiUsage($accountId: ID!, $days: Int!) {\n    aiUsage(accountId: $accountId, days: $days) {\n      day\n      provider\n      model\n      replies\n      tokensIn\n      tokensOut\n      averageMs\n      cost\n    }\n  }\n": typeof types.AiUsageDocument,
    "\n  query MessageTrace($id: ID!) {\n    message(id: $id) {\n      id\n      aiTrace {\n        ...AiTraceParts\n      }\n    }\n  }\n": typeof types.MessageTraceDocument,
    "\n  fragment AiToolParts on AiTool {\n    id\n    name\n    description\n    parameters\n    url\n    isActive\n  }\n": typeof types.AiToolPartsFragmentDoc,
    "\n  query AiTools($accountId: ID!) {\n    aiTools(accountId: $accountId) {\n      ...AiToolParts\n    }\n  }\n": typeof types.AiToolsDocument,
    "\n  mutation SaveAiTool($input: SaveAiToolInput!) {\n    saveAiTool(input: $input) {\n      secret\n      tool {\n        ...AiToolParts\n        id\n      }\n    }\n  }\n": typeof types.SaveAiToolDocument,
    "\n  mutation DeleteAiTool($id: ID!) {\n    deleteAiTool(input: { id: $id }) {\n      deletedId\n    }\n  }\n": typeof types.DeleteAiToolDocument,
    "\n  mutation TestAiTool($id: ID!, $arguments: String!) {\n    testAiTool(input: { id: $id, arguments: $arguments }) {\n      call {\n        name\n        arguments\n        result\n        failed\n        durationMs\n      }\n    }\n  }\n": typeof types.TestAiToolDocument,
    "\n  fragment AiDocumentParts on AiDocument {\n    id\n    name\n    mimetype\n    characters\n    createdAt\n  }\n": typeof types.AiDocumentPartsFragmentDoc,
    "\n  query AiDocuments($accountId: ID!) {\n    aiDocuments(accountId: $accountId) {\n      ...AiDocumentParts\n    }\n  }\n": typeof types.AiDocumentsDocument,
    "\n  mutation AddAiDocument($input: AddAiDocumentInput!) {\n    addAiDocument(input: $input) {\n      document {\n        ...AiDocumentParts\n      }\n    }\n  }\n": typeof types.AddAiDocumentDocument,
    "\n  mutation DeleteAiDocument($id: ID!) {\n    deleteAiDocument(input: { id: $id }) {\n      deletedId\n    }\n  }\n": typeof types.DeleteAiDocumentDocument,
    "\n  fragment ConsentEntry on Consent {\n    id\n    jid\n    phoneNumber\n    state\n    source\n    note\n    messageId\n    at\n  }\n": typeof types.ConsentEntryFragmentDoc,
    "\n  query Consents($accountId: ID!, $after: String, $state: ConsentState, $whole: Boolean!) {\n    consents(accountId: $accountId, first: 50, after: $after, state: $state, whole: $whole) {\n      nodes {\n        ...ConsentEntry\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ConsentsDocument,
    "\n  mutation SetConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        ...ConsentEntry\n      }\n    }\n  }\n": typeof types.SetConsentDocument,
    "\n  mutation InboxCancelMessage($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        ...ThreadMessage\n        id\n        statusHistory {\n          status\n          at\n          reason\n        }\n      }\n    }\n  }\n": typeof types.InboxCancelMessageDocument,
    "\n  mutation MarkChatRead($id: ID!, $sendReceipts: Boolean!) {\n    markChatRead(id: $id, sendReceipts: $sendReceipts) {\n      ...InboxChat\n    }\n  }\n": typeof types.MarkChatReadDocument,
    "\n  mutation ChangeChat($input: ChangeChatInput!) {\n    changeChat(input: $input) {\n      ...InboxChat\n    }\n  }\n": typeof types.ChangeChatDocument,
    "\n  fragment InboxChat on Chat {\n    id\n    accountId\n    jid\n    kind\n    phoneNumber\n    name\n    unread\n    archived\n    pinnedAt\n    mutedUntil\n    lastMessageAt\n    lastMessage {\n      id\n      direction\n      type\n      text\n      status\n      timestamp\n      media {\n        id\n        filename\n      }\n    }\n  }\n": typeof types.InboxChatFragmentDoc,
    "\n  query InboxChats(\n    $accountId: ID!\n    $search: String\n    $unread: Boolean\n    $archived: Boolean\n    $pinned: Boolean\n    $after: String\n  ) {\n    chats(\n      accountId: $accountId\n      first: 50\n      search: $search\n      unread: $unread\n      archived: $archived\n      pinned: $pinned\n      after: $after\n    ) {\n      nodes {\n        ...InboxChat\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.InboxChatsDocument,
    "\n  query InboxThreadChat($id: ID!) {\n    chat(id: $id) {\n      ...InboxChat\n    }\n  }\n": typeof types.InboxThreadChatDocument,
    "\n  subscription InboxLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      ...ThreadMessage\n      id\n      chatId\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n": typeof types.InboxLiveDocument,
    "\n  subscription InboxChatsLive($accountId: ID!) {\n    chatChanged(accountId: $accountId) {\n      ...InboxChat\n      id\n    }\n  }\n": typeof types.InboxChatsLiveDocument,
    "\n  query MessageDetails($id: ID!) {\n    message(id: $id) {\n      id\n      messageId\n      chat\n      direction\n      sender\n      recipient\n      type\n      status\n      source\n      late\n      error\n      errorCode\n      timestamp\n      createdAt\n      editedAt\n      deletedAt\n      versions {\n        text\n        at\n      }\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n      participants {\n        participant\n        status\n        at\n      }\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n": typeof types.MessageDetailsDocument,
    "\n  query InboxHits($accountId: ID!, $query: String!) {\n    searchMessages(accountId: $accountId, query: $query, first: 30) {\n      nodes {\n        id\n        chatId\n        chat\n        direction\n        sender\n        senderName\n        recipient\n        text\n        timestamp\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": typeof types.InboxHitsDocument,
    "\n  query InboxSendPlan($input: SendPlanInput!) {\n    sendPlan(input: $input) {\n      at\n      reason\n      text\n      ahead\n    }\n  }\n": typeof types.InboxSendPlanDocument,
    "\n  mutation InboxSend($input: SendInput!) {\n    send(input: $input) {\n      message {\n        ...ThreadMessage\n        id\n        chatId\n      }\n    }\n  }\n": typeof types.InboxSendDocument,
    "\n  fragment ThreadMessage on Message {\n    id\n    accountId\n    chatId\n    direction\n    senderName\n    type\n    text\n    media {\n      id\n      mimetype\n      filename\n      size\n      status\n      url\n    }\n    status\n    error\n    errorCode\n    timestamp\n    late\n    source\n    editedAt\n    deletedAt\n    plan {\n      at\n      reason\n      text\n      ahead\n    }\n    tally {\n      answer\n      votes\n    }\n    marks {\n      kind\n      emoji\n      person {\n        name\n        phone\n        me\n      }\n    }\n    content {\n      quoted {\n        id\n        type\n        text\n        author {\n          name\n          phone\n          me\n        }\n      }\n      forwarded\n      viewOnce\n      linkPreview {\n        url\n        title\n        description\n      }\n      recording {\n        seconds\n        waveform\n      }\n      location {\n        latitude\n        longitude\n        name\n        address\n        live\n      }\n      contacts {\n        name\n        phones\n        organization\n      }\n      poll {\n        question\n        answers\n        multiple\n      }\n      options {\n        items {\n          id\n          title\n          description\n        }\n        header\n        footer\n        answeredAt\n      }\n      call {\n        video\n        group\n        outcome\n      }\n      groupChange {\n        kind\n        value\n        actor {\n          name\n          phone\n          me\n        }\n        people {\n          name\n          phone\n          me\n        }\n      }\n    }\n  }\n": typeof types.ThreadMessageFragmentDoc,
    "\n  query InboxThread(\n    $accountId: ID!\n    $chatId: ID!\n    $around: ID\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    messages(\n      accountId: $accountId\n      chatId: $chatId\n      around: $around\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        ...ThreadMessage\n      }\n      pageInfo {\n        hasPreviousPage\n        hasNextPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n": typeof types.InboxThreadDocument,
    "\n  query OverviewFirstMessage($accountId: ID!) {\n    messages(accountId: $accountId, first: 20) {\n      nodes {\n        id\n        direction\n      }\n    }\n  }\n": typeof types.OverviewFirstMessageDocument,
    "\n  subscription OverviewMessageLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      id\n      direction\n    }\n  }\n": typeof types.OverviewMessageLiveDocument,
    "\n  fragment OverviewTiles on System {\n    uptimeSeconds\n    database {\n      ok\n      latencyMs\n    }\n    memory {\n      rssBytes\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n    }\n  }\n": typeof types.OverviewTilesFragmentDoc,
    "\n  query OverviewSystem {\n    system {\n      ...OverviewTiles\n    }\n  }\n": typeof types.OverviewSystemDocument,
    "\n  subscription OverviewSystemLive {\n    systemUpdated {\n      ...OverviewTiles\n    }\n  }\n": typeof types.OverviewSystemLiveDocument,
    "\n  mutation RequestPairingCode($accountId: ID!, $number: String!) {\n    requestPairingCode(input: { accountId: $accountId, number: $number }) {\n      pairingCode {\n        code\n        expiresAt\n      }\n    }\n  }\n": typeof types.RequestPairingCodeDocument,
    "\n  fragment PairingAccount on Account {\n    id\n    name\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    qr {\n      code\n      expiresAt\n      number\n      total\n    }\n    pairingCode {\n      code\n      expiresAt\n    }\n  }\n": typeof types.PairingAccountFragmentDoc,
    "\n  query PairPage($id: ID!) {\n    account(id: $id) {\n      ...PairingAccount\n    }\n  }\n": typeof types.PairPageDocument,
    "\n  subscription PairingLive($id: ID!) {\n    accountUpdated(id: $id) {\n      ...PairingAccount\n    }\n  }\n": typeof types.PairingLiveDocument,
    "\n  fragment ChannelEntry on Channel {\n    id\n    name\n    description\n    link\n    followers\n    role\n    verified\n    createdAt\n  }\n": typeof types.ChannelEntryFragmentDoc,
    "\n  query Channels($accountId: ID!) {\n    channels(accountId: $accountId) {\n      ...ChannelEntry\n    }\n  }\n": typeof types.ChannelsDocument,
    "\n  mutation FollowChannel($accountId: ID!, $id: String!) {\n    followChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n": typeof types.FollowChannelDocument,
    "\n  mutation UnfollowChannel($accountId: ID!, $id: String!) {\n    unfollowChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n": typeof types.UnfollowChannelDocument,
    "\n  fragment ContactEntry on Contact {\n    phone\n    lid\n    name\n    fullName\n    pushName\n    businessName\n  }\n": typeof types.ContactEntryFragmentDoc,
    "\n  query Contacts($accountId: ID!) {\n    contacts(accountId: $accountId) {\n      ...ContactEntry\n    }\n  }\n": typeof types.ContactsDocument,
    "\n  query Blocked($accountId: ID!) {\n    blockedContacts(accountId: $accountId) {\n      phone\n      lid\n      name\n    }\n  }\n": typeof types.BlockedDocument,
    "\n  query OptedOut($accountId: ID!, $after: String) {\n    consents(accountId: $accountId, first: 100, after: $after, state: opted_out) {\n      nodes {\n        id\n        jid\n        phoneNumber\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.OptedOutDocument,
    "\n  mutation PutConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        id\n        state\n      }\n    }\n  }\n": typeof types.PutConsentDocument,
    "\n  query ContactProfile($accountId: ID!, $contact: String!) {\n    profile(accountId: $accountId, contact: $contact) {\n      phone\n      lid\n      name\n      about\n      business\n    }\n  }\n": typeof types.ContactProfileDocument,
    "\n  mutation BlockContact($accountId: ID!, $contact: String!, $blocked: Boolean!) {\n    blockContact(accountId: $accountId, contact: $contact, blocked: $blocked) {\n      phone\n      lid\n      name\n    }\n  }\n": typeof types.BlockContactDocument,
    "\n  mutation CheckNumbers($accountId: ID!, $numbers: [String!]!) {\n    checkNumbers(accountId: $accountId, numbers: $numbers) {\n      number\n      onWhatsApp\n      contact {\n        phone\n        lid\n        name\n      }\n    }\n  }\n": typeof types.CheckNumbersDocument,
    "\n  fragment GroupEntry on Group {\n    id\n    subject\n    description\n    createdAt\n    onlyAdminsWrite\n    onlyAdminsEdit\n    onlyAdminsAdd\n    approveJoins\n    expiresAfter\n    community\n    parentId\n    members {\n      phone\n      lid\n      name\n      me\n      role\n    }\n  }\n": typeof types.GroupEntryFragmentDoc,
    "\n  query Groups($accountId: ID!) {\n    groups(accountId: $accountId) {\n      ...GroupEntry\n    }\n  }\n": typeof types.GroupsDocument,
    "\n  query OneGroup($accountId: ID!, $id: String!) {\n    group(accountId: $accountId, id: $id) {\n      ...GroupEntry\n    }\n  }\n": typeof types.OneGroupDocument,
    "\n  query GroupRequests($accountId: ID!, $id: String!) {\n    groupRequests(accountId: $accountId, id: $id) {\n      phone\n      lid\n      at\n    }\n  }\n": typeof types.GroupRequestsDocument,
    "\n  query GroupInviteLink($accountId: ID!, $id: String!) {\n    groupInviteLink(accountId: $accountId, id: $id)\n  }\n": typeof types.GroupInviteLinkDocument,
    "\n  mutation ResetGroupInviteLink($accountId: ID!, $id: String!) {\n    resetGroupInviteLink(accountId: $accountId, id: $id)\n  }\n": typeof types.ResetGroupInviteLinkDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      id\n      subject\n    }\n  }\n": typeof types.CreateGroupDocument,
    "\n  mutation ChangeGroup($input: ChangeGroupInput!) {\n    changeGroup(input: $input) {\n      ...GroupEntry\n    }\n  }\n": typeof types.ChangeGroupDocument,
    "\n  mutation ChangeGroupMembers($input: ChangeMembersInput!) {\n    changeGroupMembers(input: $input) {\n      phone\n      lid\n      done\n      error\n    }\n  }\n": typeof types.ChangeGroupMembersDocument,
    "\n  mutation JoinGroup($accountId: ID!, $link: String!) {\n    joinGroup(accountId: $accountId, link: $link)\n  }\n": typeof types.JoinGroupDocument,
    "\n  mutation LeaveGroup($accountId: ID!, $id: String!) {\n    leaveGroup(accountId: $accountId, id: $id)\n  }\n": typeof types.LeaveGroupDocument,
    "\n  query ChatOf($accountId: ID!, $search: String, $kind: ChatKind) {\n    chats(accountId: $accountId, first: 100, search: $search, kind: $kind) {\n      nodes {\n        id\n        jid\n        phoneNumber\n        lid\n      }\n    }\n  }\n": typeof types.ChatOfDocument,
    "\n  mutation WriteText($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        accountId\n        chatId\n        timestamp\n        type\n      }\n    }\n  }\n": typeof types.WriteTextDocument,
    "\n  query PhonesWaiting {\n    accounts {\n      id\n      name\n      status\n      qr {\n        code\n        expiresAt\n      }\n    }\n  }\n": typeof types.PhonesWaitingDocument,
    "\n  fragment AccountSending on Account {\n    id\n    name\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    health {\n      score\n      level\n      causes {\n        code\n        text\n        points\n      }\n    }\n    warmUpEndsAt\n    linkedAt\n    queue {\n      queued\n    }\n    limits {\n      maxPerHour\n      maxPerDay\n      maxNewPerDay\n      warmUpDays\n      now {\n        maxPerHour\n        maxPerDay\n        maxNewPerDay\n      }\n    }\n  }\n": typeof types.AccountSendingFragmentDoc,
    "\n  query SendingPage($id: ID!) {\n    account(id: $id) {\n      ...AccountSending\n    }\n  }\n": typeof types.SendingPageDocument,
    "\n  mutation PauseSending($id: ID!) {\n    pauseSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n": typeof types.PauseSendingDocument,
    "\n  mutation ResumeSending($id: ID!) {\n    resumeSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n": typeof types.ResumeSendingDocument,
    "\n  mutation ReleaseBrake($id: ID!) {\n    releaseBrake(input: { accountId: $id }) {\n      account {\n        id\n        brake {\n          until\n          reason\n        }\n      }\n    }\n  }\n": typeof types.ReleaseBrakeDocument,
    "\n  query WaitingMessages($id: ID!) {\n    waiting(accountId: $id, first: 100) {\n      id\n      chatId\n      recipient\n      type\n      text\n      status\n      source\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n    }\n  }\n": typeof types.WaitingMessagesDocument,
    "\n  mutation CancelWaiting($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        id\n        status\n        error\n        errorCode\n      }\n    }\n  }\n": typeof types.CancelWaitingDocument,
    "\n  mutation CancelAllWaiting($input: CancelQueuedInput!) {\n    cancelQueued(input: $input) {\n      cancelled\n    }\n  }\n": typeof types.CancelAllWaitingDocument,
    "\n  mutation SendCancelledAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        chatId\n        accountId\n        timestamp\n      }\n    }\n  }\n": typeof types.SendCancelledAgainDocument,
    "\n  query SettingsTokens {\n    apiTokens {\n      id\n      name\n      prefix\n      createdAt\n      lastUsedAt\n    }\n  }\n": typeof types.SettingsTokensDocument,
    "\n  mutation CreateToken($name: String!) {\n    createApiToken(input: { name: $name }) {\n      token\n      apiToken {\n        id\n        name\n        prefix\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n": typeof types.CreateTokenDocument,
    "\n  mutation RevokeToken($id: ID!) {\n    revokeApiToken(input: { id: $id }) {\n      revokedId\n    }\n  }\n": typeof types.RevokeTokenDocument,
    "\n  fragment SystemNumbers on System {\n    version\n    sandbox\n    uptimeSeconds\n    whatsappVersion\n    database {\n      ok\n      latencyMs\n      connections\n      maxConnections\n      sizeBytes\n    }\n    memory {\n      rssBytes\n      heapBytes\n      goroutines\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n      media\n    }\n  }\n": typeof types.SystemNumbersFragmentDoc,
    "\n  query SystemPage {\n    system {\n      ...SystemNumbers\n    }\n  }\n": typeof types.SystemPageDocument,
    "\n  subscription SystemLive {\n    systemUpdated {\n      ...SystemNumbers\n    }\n  }\n": typeof types.SystemLiveDocument,
    "\n  fragment DeliveryLine on WebhookDelivery {\n    id\n    webhookId\n    type\n    state\n    attemptCount\n    maxAttempts\n    nextAttemptAt\n    lastStatusCode\n    lastError\n    lastDurationMs\n    createdAt\n    finishedAt\n  }\n": typeof types.DeliveryLineFragmentDoc,
    "\n  query Deliveries(\n    $accountId: ID!\n    $webhookId: ID!\n    $state: WebhookDeliveryState\n    $type: String\n    $since: Time\n    $after: String\n  ) {\n    deliveries(\n      accountId: $accountId\n      webhookId: $webhookId\n      state: $state\n      type: $type\n      since: $since\n      first: 50\n      after: $after\n    ) {\n      nodes {\n        ...DeliveryLine\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.DeliveriesDocument,
    "\n  subscription DeliveryLive($accountId: ID!) {\n    deliveryChanged(accountId: $accountId) {\n      ...DeliveryLine\n      id\n      webhookId\n    }\n  }\n": typeof types.DeliveryLiveDocument,
    "\n  query Delivery($id: ID!) {\n    delivery(id: $id) {\n      ...DeliveryLine\n      id\n      eventId\n      type\n      state\n      nextAttemptAt\n      body\n      attempts {\n        number\n        at\n        durationMs\n        url\n        requestHeaders {\n          name\n          value\n        }\n        statusCode\n        responseHeaders {\n          name\n          value\n        }\n        responseBody\n        error\n      }\n    }\n  }\n": typeof types.DeliveryDocument,
    "\n  mutation ReplayDelivery($id: ID!) {\n    replayDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n": typeof types.ReplayDeliveryDocument,
    "\n  mutation CancelDelivery($id: ID!) {\n    cancelDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n": typeof types.CancelDeliveryDocument,
    "\n  mutation ReplayFailedDeliveries($webhookId: ID!, $since: Time!) {\n    replayFailedDeliveries(input: { webhookId: $webhookId, since: $since }) {\n      count\n    }\n  }\n": typeof types.ReplayFailedDeliveriesDocument,
    "\n  mutation ReplayEvents($input: ReplayEventsInput!) {\n    replayEvents(input: $input) {\n      count\n    }\n  }\n": typeof types.ReplayEventsDocument,
    "\n  fragment WebhookLine on Webhook {\n    id\n    accountId\n    url\n    description\n    isActive\n    status\n    events\n    filters {\n      chats\n      direction\n      types\n      groups\n      text\n    }\n    headerNames\n    ordered\n    maxAttempts\n    format\n    oldSecretUntil\n    failures\n    failingSince\n    openUntil\n    disabledAt\n    disabledText\n    lastSuccessAt\n    lastFailureAt\n    lastError\n    health {\n      attempts\n      successRate\n      p50Ms\n      p95Ms\n      waiting\n      oldestAt\n      deadLetters\n      recent {\n        durationMs\n        ok\n      }\n    }\n    createdAt\n  }\n": typeof types.WebhookLineFragmentDoc,
    "\n  query Webhooks($accountId: ID!) {\n    webhooks(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n": typeof types.WebhooksDocument,
    "\n  subscription WebhooksLive($accountId: ID!) {\n    webhooksChanged(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n": typeof types.WebhooksLiveDocument,
    "\n  query WebhookPage($id: ID!) {\n    webhook(id: $id) {\n      ...WebhookLine\n    }\n  }\n": typeof types.WebhookPageDocument,
    "\n  query EventTypes {\n    eventTypes {\n      type\n      description\n      sample\n    }\n  }\n": typeof types.EventTypesDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        ...WebhookLine\n        id\n      }\n    }\n  }\n": typeof types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n": typeof types.UpdateWebhookDocument,
    "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhook(input: { id: $id }) {\n      deletedId\n    }\n  }\n": typeof types.DeleteWebhookDocument,
    "\n  mutation RotateWebhookSecret($id: ID!, $minutes: Int!) {\n    rotateWebhookSecret(input: { id: $id, overlapMinutes: $minutes }) {\n      secret\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n": typeof types.RotateWebhookSecretDocument,
    "\n  mutation TestWebhook($id: ID!, $type: String!) {\n    testWebhook(input: { id: $id, type: $type }) {\n      success\n      statusCode\n      durationMs\n      error\n      url\n      requestHeaders {\n        name\n        value\n      }\n      requestBody\n      responseHeaders {\n        name\n        value\n      }\n      responseBody\n    }\n  }\n": typeof types.TestWebhookDocument,
    "\n  mutation ReconnectAccount($id: ID!) {\n    reconnectAccount(input: { id: $id }) {\n      account {\n        ...AccountLine\n      }\n    }\n  }\n": typeof types.ReconnectAccountDocument,
    "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    pendingDrafts\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    lastActiveAt\n    updatedAt\n  }\n": typeof types.AccountLineFragmentDoc,
    "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n": typeof types.AccountsLiveDocument,
    "\n  query AccountsList {\n    accounts {\n      ...AccountLine\n    }\n  }\n": typeof types.AccountsListDocument,
    "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n": typeof types.BootstrapDocument,
    "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n": typeof types._FragmentDoc,
};
const documents: Documents = {
    "\n  fragment AccountDetails on Account {\n    ...AccountLine\n    id\n    apiKeyPrefix\n    proxy\n    createdAt\n    limits {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n    }\n    overrides {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n      optOutWords\n      optInWords\n    }\n  }\n": types.AccountDetailsFragmentDoc,
    "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      ...AccountDetails\n    }\n  }\n": types.AccountPageDocument,
    "\n  mutation UpdateAccount($input: UpdateAccountInput!) {\n    updateAccount(input: $input) {\n      account {\n        ...AccountDetails\n      }\n    }\n  }\n": types.UpdateAccountDocument,
    "\n  mutation RegenerateKey($id: ID!) {\n    regenerateApiKey(input: { accountId: $id }) {\n      apiKey\n      account {\n        id\n        apiKeyPrefix\n      }\n    }\n  }\n": types.RegenerateKeyDocument,
    "\n  mutation DeleteAccount($id: ID!) {\n    deleteAccount(input: { id: $id }) {\n      deletedId\n    }\n  }\n": types.DeleteAccountDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      apiKey\n      account {\n        id\n        ...AccountLine\n      }\n    }\n  }\n": types.CreateAccountDocument,
    "\n  fragment AiSettings on AiConfig {\n    accountId\n    isActive\n    provider\n    model\n    baseUrl\n    fallbacks {\n      provider\n      model\n      baseUrl\n    }\n    keys {\n      provider\n      source\n    }\n    hasApiKey\n    systemPrompt\n    temperature\n    maxTokens\n    timeoutSeconds\n    historyLimit\n    language\n    audience\n    groups\n    allow\n    block\n    startWords\n    stopWords\n    handOverPhrases\n    handOverText\n    hours {\n      day\n      from\n      to\n    }\n    timeZone\n    outOfHoursText\n    debounceMs\n    takeoverMinutes\n    maxRepliesPerHour\n    drafts\n    budget {\n      tokensPerDay\n      repliesPerDay\n      tokensPerContact\n      repliesPerContact\n      text\n    }\n    seeImages\n    hearVoice\n    prices {\n      provider\n      model\n      inPerMillion\n      outPerMillion\n    }\n    updatedAt\n  }\n": types.AiSettingsFragmentDoc,
    "\n  query AiConfig($accountId: ID!) {\n    aiConfig(accountId: $accountId) {\n      ...AiSettings\n    }\n  }\n": types.AiConfigDocument,
    "\n  mutation SaveAiConfig($accountId: ID!, $config: AiConfigInput!) {\n    saveAiConfig(input: { accountId: $accountId, config: $config }) {\n      config {\n        ...AiSettings\n        accountId\n      }\n    }\n  }\n": types.SaveAiConfigDocument,
    "\n  mutation DeleteAiConfig($accountId: ID!) {\n    deleteAiConfig(input: { accountId: $accountId }) {\n      deletedId\n    }\n  }\n": types.DeleteAiConfigDocument,
    "\n  query AiModels($accountId: ID!, $provider: AiProvider!, $baseUrl: String!) {\n    aiModels(accountId: $accountId, provider: $provider, baseUrl: $baseUrl) {\n      models {\n        id\n        name\n        inPrice\n        outPrice\n        contextTokens\n        sees\n      }\n      live\n      error\n    }\n  }\n": types.AiModelsDocument,
    "\n  fragment AiTraceParts on AiTrace {\n    id\n    chatId\n    messageId\n    outcome\n    reason\n    text\n    answer\n    system\n    turns {\n      role\n      text\n      images\n    }\n    knowledge\n    toolCalls {\n      name\n      arguments\n      result\n      failed\n      durationMs\n    }\n    attempts {\n      provider\n      model\n      failure\n      error\n      tokensIn\n      tokensOut\n      durationMs\n    }\n    tokensIn\n    tokensOut\n    durationMs\n    createdAt\n  }\n": types.AiTracePartsFragmentDoc,
    "\n  mutation TestAiConfig($input: TestAiConfigInput!) {\n    testAiConfig(input: $input) {\n      success\n      decision {\n        answers\n        text\n        notice\n      }\n      trace {\n        ...AiTraceParts\n      }\n    }\n  }\n": types.TestAiConfigDocument,
    "\n  mutation ReplayAiChat($input: ReplayAiChatInput!) {\n    replayAiChat(input: $input) {\n      comparisons {\n        question\n        answered\n        firstDecision {\n          answers\n          text\n          notice\n        }\n        secondDecision {\n          answers\n          text\n          notice\n        }\n        first {\n          ...AiTraceParts\n        }\n        second {\n          ...AiTraceParts\n        }\n      }\n    }\n  }\n": types.ReplayAiChatDocument,
    "\n  query ReplayChats($accountId: ID!) {\n    chats(accountId: $accountId, first: 100) {\n      nodes {\n        id\n        name\n        phoneNumber\n        kind\n      }\n    }\n  }\n": types.ReplayChatsDocument,
    "\n  fragment AiDraftParts on AiDraft {\n    id\n    accountId\n    chatId\n    chat {\n      id\n      name\n      phoneNumber\n      kind\n    }\n    message {\n      id\n      text\n      type\n    }\n    text\n    state\n    createdAt\n  }\n": types.AiDraftPartsFragmentDoc,
    "\n  query AiDrafts($accountId: ID!) {\n    aiDrafts(accountId: $accountId) {\n      ...AiDraftParts\n    }\n  }\n": types.AiDraftsDocument,
    "\n  fragment ChatAi on Chat {\n    id\n    accountId\n    ai {\n      active\n      pausedUntil\n      pauseReason\n      pending\n      draft {\n        ...AiDraftParts\n        id\n      }\n    }\n  }\n": types.ChatAiFragmentDoc,
    "\n  subscription AiLive($accountId: ID!) {\n    aiChanged(accountId: $accountId) {\n      ...ChatAi\n      id\n    }\n  }\n": types.AiLiveDocument,
    "\n  query ChatAiState($id: ID!) {\n    chat(id: $id) {\n      ...ChatAi\n    }\n  }\n": types.ChatAiStateDocument,
    "\n  mutation ApproveAiDraft($id: ID!, $text: String) {\n    approveAiDraft(input: { id: $id, text: $text }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n": types.ApproveAiDraftDocument,
    "\n  mutation DiscardAiDraft($id: ID!) {\n    discardAiDraft(input: { id: $id }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n": types.DiscardAiDraftDocument,
    "\n  mutation PauseAi($chatId: ID!, $minutes: Int) {\n    pauseAi(input: { chatId: $chatId, minutes: $minutes }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": types.PauseAiDocument,
    "\n  mutation ResumeAi($chatId: ID!) {\n    resumeAi(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": types.ResumeAiDocument,
    "\n  mutation ResetAiHistory($chatId: ID!) {\n    resetAiHistory(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n": types.ResetAiHistoryDocument,
    "\n  query AiTraces($accountId: ID!, $outcome: AiOutcome, $after: String) {\n    aiTraces(accountId: $accountId, outcome: $outcome, first: 30, after: $after) {\n      nodes {\n        ...AiTraceParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AiTracesDocument,
    "\n  query AiUsage($accountId: ID!, $days: Int!) {\n    aiUsage(accountId: $accountId, days: $days) {\n      day\n      provider\n      model\n      replies\n      tokensIn\n      tokensOut\n      averageMs\n      cost\n    }\n  }\n": types.AiUsageDocument,
    "\n  query MessageTrace($id: ID!) {\n    message(id: $id) {\n      id\n      aiTrace {\n        ...AiTraceParts\n      }\n    }\n  }\n": types.MessageTraceDocument,
    "\n  fragment AiToolParts on AiTool {\n    id\n    name\n    description\n    parameters\n    url\n    isActive\n  }\n": types.AiToolPartsFragmentDoc,
    "\n  query AiTools($accountId: ID!) {\n    aiTools(accountId: $accountId) {\n      ...AiToolParts\n    }\n  }\n": types.AiToolsDocument,
    "\n  mutation SaveAiTool($input: SaveAiToolInput!) {\n    saveAiTool(input: $input) {\n      secret\n      tool {\n        ...AiToolParts\n        id\n      }\n    }\n  }\n": types.SaveAiToolDocument,
    "\n  mutation DeleteAiTool($id: ID!) {\n    deleteAiTool(input: { id: $id }) {\n      deletedId\n    }\n  }\n": types.DeleteAiToolDocument,
    "\n  mutation TestAiTool($id: ID!, $arguments: String!) {\n    testAiTool(input: { id: $id, arguments: $arguments }) {\n      call {\n        name\n        arguments\n        result\n        failed\n        durationMs\n      }\n    }\n  }\n": types.TestAiToolDocument,
    "\n  fragment AiDocumentParts on AiDocument {\n    id\n    name\n    mimetype\n    characters\n    createdAt\n  }\n": types.AiDocumentPartsFragmentDoc,
    "\n  query AiDocuments($accountId: ID!) {\n    aiDocuments(accountId: $accountId) {\n      ...AiDocumentParts\n    }\n  }\n": types.AiDocumentsDocument,
    "\n  mutation AddAiDocument($input: AddAiDocumentInput!) {\n    addAiDocument(input: $input) {\n      document {\n        ...AiDocumentParts\n      }\n    }\n  }\n": types.AddAiDocumentDocument,
    "\n  mutation DeleteAiDocument($id: ID!) {\n    deleteAiDocument(input: { id: $id }) {\n      deletedId\n    }\n  }\n": types.DeleteAiDocumentDocument,
    "\n  fragment ConsentEntry on Consent {\n    id\n    jid\n    phoneNumber\n    state\n    source\n    note\n    messageId\n    at\n  }\n": types.ConsentEntryFragmentDoc,
    "\n  query Consents($accountId: ID!, $after: String, $state: ConsentState, $whole: Boolean!) {\n    consents(accountId: $accountId, first: 50, after: $after, state: $state, whole: $whole) {\n      nodes {\n        ...ConsentEntry\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ConsentsDocument,
    "\n  mutation SetConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        ...ConsentEntry\n      }\n    }\n  }\n": types.SetConsentDocument,
    "\n  mutation InboxCancelMessage($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        ...ThreadMessage\n        id\n        statusHistory {\n          status\n          at\n          reason\n        }\n      }\n    }\n  }\n": types.InboxCancelMessageDocument,
    "\n  mutation MarkChatRead($id: ID!, $sendReceipts: Boolean!) {\n    markChatRead(id: $id, sendReceipts: $sendReceipts) {\n      ...InboxChat\n    }\n  }\n": types.MarkChatReadDocument,
    "\n  mutation ChangeChat($input: ChangeChatInput!) {\n    changeChat(input: $input) {\n      ...InboxChat\n    }\n  }\n": types.ChangeChatDocument,
    "\n  fragment InboxChat on Chat {\n    id\n    accountId\n    jid\n    kind\n    phoneNumber\n    name\n    unread\n    archived\n    pinnedAt\n    mutedUntil\n    lastMessageAt\n    lastMessage {\n      id\n      direction\n      type\n      text\n      status\n      timestamp\n      media {\n        id\n        filename\n      }\n    }\n  }\n": types.InboxChatFragmentDoc,
    "\n  query InboxChats(\n    $accountId: ID!\n    $search: String\n    $unread: Boolean\n    $archived: Boolean\n    $pinned: Boolean\n    $after: String\n  ) {\n    chats(\n      accountId: $accountId\n      first: 50\n      search: $search\n      unread: $unread\n      archived: $archived\n      pinned: $pinned\n      after: $after\n    ) {\n      nodes {\n        ...InboxChat\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.InboxChatsDocument,
    "\n  query InboxThreadChat($id: ID!) {\n    chat(id: $id) {\n      ...InboxChat\n    }\n  }\n": types.InboxThreadChatDocument,
    "\n  subscription InboxLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      ...ThreadMessage\n      id\n      chatId\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n": types.InboxLiveDocument,
    "\n  subscription InboxChatsLive($accountId: ID!) {\n    chatChanged(accountId: $accountId) {\n      ...InboxChat\n      id\n    }\n  }\n": types.InboxChatsLiveDocument,
    "\n  query MessageDetails($id: ID!) {\n    message(id: $id) {\n      id\n      messageId\n      chat\n      direction\n      sender\n      recipient\n      type\n      status\n      source\n      late\n      error\n      errorCode\n      timestamp\n      createdAt\n      editedAt\n      deletedAt\n      versions {\n        text\n        at\n      }\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n      participants {\n        participant\n        status\n        at\n      }\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n": types.MessageDetailsDocument,
    "\n  query InboxHits($accountId: ID!, $query: String!) {\n    searchMessages(accountId: $accountId, query: $query, first: 30) {\n      nodes {\n        id\n        chatId\n        chat\n        direction\n        sender\n        senderName\n        recipient\n        text\n        timestamp\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": types.InboxHitsDocument,
    "\n  query InboxSendPlan($input: SendPlanInput!) {\n    sendPlan(input: $input) {\n      at\n      reason\n      text\n      ahead\n    }\n  }\n": types.InboxSendPlanDocument,
    "\n  mutation InboxSend($input: SendInput!) {\n    send(input: $input) {\n      message {\n        ...ThreadMessage\n        id\n        chatId\n      }\n    }\n  }\n": types.InboxSendDocument,
    "\n  fragment ThreadMessage on Message {\n    id\n    accountId\n    chatId\n    direction\n    senderName\n    type\n    text\n    media {\n      id\n      mimetype\n      filename\n      size\n      status\n      url\n    }\n    status\n    error\n    errorCode\n    timestamp\n    late\n    source\n    editedAt\n    deletedAt\n    plan {\n      at\n      reason\n      text\n      ahead\n    }\n    tally {\n      answer\n      votes\n    }\n    marks {\n      kind\n      emoji\n      person {\n        name\n        phone\n        me\n      }\n    }\n    content {\n      quoted {\n        id\n        type\n        text\n        author {\n          name\n          phone\n          me\n        }\n      }\n      forwarded\n      viewOnce\n      linkPreview {\n        url\n        title\n        description\n      }\n      recording {\n        seconds\n        waveform\n      }\n      location {\n        latitude\n        longitude\n        name\n        address\n        live\n      }\n      contacts {\n        name\n        phones\n        organization\n      }\n      poll {\n        question\n        answers\n        multiple\n      }\n      options {\n        items {\n          id\n          title\n          description\n        }\n        header\n        footer\n        answeredAt\n      }\n      call {\n        video\n        group\n        outcome\n      }\n      groupChange {\n        kind\n        value\n        actor {\n          name\n          phone\n          me\n        }\n        people {\n          name\n          phone\n          me\n        }\n      }\n    }\n  }\n": types.ThreadMessageFragmentDoc,
    "\n  query InboxThread(\n    $accountId: ID!\n    $chatId: ID!\n    $around: ID\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    messages(\n      accountId: $accountId\n      chatId: $chatId\n      around: $around\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        ...ThreadMessage\n      }\n      pageInfo {\n        hasPreviousPage\n        hasNextPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n": types.InboxThreadDocument,
    "\n  query OverviewFirstMessage($accountId: ID!) {\n    messages(accountId: $accountId, first: 20) {\n      nodes {\n        id\n        direction\n      }\n    }\n  }\n": types.OverviewFirstMessageDocument,
    "\n  subscription OverviewMessageLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      id\n      direction\n    }\n  }\n": types.OverviewMessageLiveDocument,
    "\n  fragment OverviewTiles on System {\n    uptimeSeconds\n    database {\n      ok\n      latencyMs\n    }\n    memory {\n      rssBytes\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n    }\n  }\n": types.OverviewTilesFragmentDoc,
    "\n  query OverviewSystem {\n    system {\n      ...OverviewTiles\n    }\n  }\n": types.OverviewSystemDocument,
    "\n  subscription OverviewSystemLive {\n    systemUpdated {\n      ...OverviewTiles\n    }\n  }\n": types.OverviewSystemLiveDocument,
    "\n  mutation RequestPairingCode($accountId: ID!, $number: String!) {\n    requestPairingCode(input: { accountId: $accountId, number: $number }) {\n      pairingCode {\n        code\n        expiresAt\n      }\n    }\n  }\n": types.RequestPairingCodeDocument,
    "\n  fragment PairingAccount on Account {\n    id\n    name\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    qr {\n      code\n      expiresAt\n      number\n      total\n    }\n    pairingCode {\n      code\n      expiresAt\n    }\n  }\n": types.PairingAccountFragmentDoc,
    "\n  query PairPage($id: ID!) {\n    account(id: $id) {\n      ...PairingAccount\n    }\n  }\n": types.PairPageDocument,
    "\n  subscription PairingLive($id: ID!) {\n    accountUpdated(id: $id) {\n      ...PairingAccount\n    }\n  }\n": types.PairingLiveDocument,
    "\n  fragment ChannelEntry on Channel {\n    id\n    name\n    description\n    link\n    followers\n    role\n    verified\n    createdAt\n  }\n": types.ChannelEntryFragmentDoc,
    "\n  query Channels($accountId: ID!) {\n    channels(accountId: $accountId) {\n      ...ChannelEntry\n    }\n  }\n": types.ChannelsDocument,
    "\n  mutation FollowChannel($accountId: ID!, $id: String!) {\n    followChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n": types.FollowChannelDocument,
    "\n  mutation UnfollowChannel($accountId: ID!, $id: String!) {\n    unfollowChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n": types.UnfollowChannelDocument,
    "\n  fragment ContactEntry on Contact {\n    phone\n    lid\n    name\n    fullName\n    pushName\n    businessName\n  }\n": types.ContactEntryFragmentDoc,
    "\n  query Contacts($accountId: ID!) {\n    contacts(accountId: $accountId) {\n      ...ContactEntry\n    }\n  }\n": types.ContactsDocument,
    "\n  query Blocked($accountId: ID!) {\n    blockedContacts(accountId: $accountId) {\n      phone\n      lid\n      name\n    }\n  }\n": types.BlockedDocument,
    "\n  query OptedOut($accountId: ID!, $after: String) {\n    consents(accountId: $accountId, first: 100, after: $after, state: opted_out) {\n      nodes {\n        id\n        jid\n        phoneNumber\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.OptedOutDocument,
    "\n  mutation PutConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        id\n        state\n      }\n    }\n  }\n": types.PutConsentDocument,
    "\n  query ContactProfile($accountId: ID!, $contact: String!) {\n    profile(accountId: $accountId, contact: $contact) {\n      phone\n      lid\n      name\n      about\n      business\n    }\n  }\n": types.ContactProfileDocument,
    "\n  mutation BlockContact($accountId: ID!, $contact: String!, $blocked: Boolean!) {\n    blockContact(accountId: $accountId, contact: $contact, blocked: $blocked) {\n      phone\n      lid\n      name\n    }\n  }\n": types.BlockContactDocument,
    "\n  mutation CheckNumbers($accountId: ID!, $numbers: [String!]!) {\n    checkNumbers(accountId: $accountId, numbers: $numbers) {\n      number\n      onWhatsApp\n      contact {\n        phone\n        lid\n        name\n      }\n    }\n  }\n": types.CheckNumbersDocument,
    "\n  fragment GroupEntry on Group {\n    id\n    subject\n    description\n    createdAt\n    onlyAdminsWrite\n    onlyAdminsEdit\n    onlyAdminsAdd\n    approveJoins\n    expiresAfter\n    community\n    parentId\n    members {\n      phone\n      lid\n      name\n      me\n      role\n    }\n  }\n": types.GroupEntryFragmentDoc,
    "\n  query Groups($accountId: ID!) {\n    groups(accountId: $accountId) {\n      ...GroupEntry\n    }\n  }\n": types.GroupsDocument,
    "\n  query OneGroup($accountId: ID!, $id: String!) {\n    group(accountId: $accountId, id: $id) {\n      ...GroupEntry\n    }\n  }\n": types.OneGroupDocument,
    "\n  query GroupRequests($accountId: ID!, $id: String!) {\n    groupRequests(accountId: $accountId, id: $id) {\n      phone\n      lid\n      at\n    }\n  }\n": types.GroupRequestsDocument,
    "\n  query GroupInviteLink($accountId: ID!, $id: String!) {\n    groupInviteLink(accountId: $accountId, id: $id)\n  }\n": types.GroupInviteLinkDocument,
    "\n  mutation ResetGroupInviteLink($accountId: ID!, $id: String!) {\n    resetGroupInviteLink(accountId: $accountId, id: $id)\n  }\n": types.ResetGroupInviteLinkDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      id\n      subject\n    }\n  }\n": types.CreateGroupDocument,
    "\n  mutation ChangeGroup($input: ChangeGroupInput!) {\n    changeGroup(input: $input) {\n      ...GroupEntry\n    }\n  }\n": types.ChangeGroupDocument,
    "\n  mutation ChangeGroupMembers($input: ChangeMembersInput!) {\n    changeGroupMembers(input: $input) {\n      phone\n      lid\n      done\n      error\n    }\n  }\n": types.ChangeGroupMembersDocument,
    "\n  mutation JoinGroup($accountId: ID!, $link: String!) {\n    joinGroup(accountId: $accountId, link: $link)\n  }\n": types.JoinGroupDocument,
    "\n  mutation LeaveGroup($accountId: ID!, $id: String!) {\n    leaveGroup(accountId: $accountId, id: $id)\n  }\n": types.LeaveGroupDocument,
    "\n  query ChatOf($accountId: ID!, $search: String, $kind: ChatKind) {\n    chats(accountId: $accountId, first: 100, search: $search, kind: $kind) {\n      nodes {\n        id\n        jid\n        phoneNumber\n        lid\n      }\n    }\n  }\n": types.ChatOfDocument,
    "\n  mutation WriteText($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        accountId\n        chatId\n        timestamp\n        type\n      }\n    }\n  }\n": types.WriteTextDocument,
    "\n  query PhonesWaiting {\n    accounts {\n      id\n      name\n      status\n      qr {\n        code\n        expiresAt\n      }\n    }\n  }\n": types.PhonesWaitingDocument,
    "\n  fragment AccountSending on Account {\n    id\n    name\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    health {\n      score\n      level\n      causes {\n        code\n        text\n        points\n      }\n    }\n    warmUpEndsAt\n    linkedAt\n    queue {\n      queued\n    }\n    limits {\n      maxPerHour\n      maxPerDay\n      maxNewPerDay\n      warmUpDays\n      now {\n        maxPerHour\n        maxPerDay\n        maxNewPerDay\n      }\n    }\n  }\n": types.AccountSendingFragmentDoc,
    "\n  query SendingPage($id: ID!) {\n    account(id: $id) {\n      ...AccountSending\n    }\n  }\n": types.SendingPageDocument,
    "\n  mutation PauseSending($id: ID!) {\n    pauseSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n": types.PauseSendingDocument,
    "\n  mutation ResumeSending($id: ID!) {\n    resumeSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n": types.ResumeSendingDocument,
    "\n  mutation ReleaseBrake($id: ID!) {\n    releaseBrake(input: { accountId: $id }) {\n      account {\n        id\n        brake {\n          until\n          reason\n        }\n      }\n    }\n  }\n": types.ReleaseBrakeDocument,
    "\n  query WaitingMessages($id: ID!) {\n    waiting(accountId: $id, first: 100) {\n      id\n      chatId\n      recipient\n      type\n      text\n      status\n      source\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n    }\n  }\n": types.WaitingMessagesDocument,
    "\n  mutation CancelWaiting($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        id\n        status\n        error\n        errorCode\n      }\n    }\n  }\n": types.CancelWaitingDocument,
    "\n  mutation CancelAllWaiting($input: CancelQueuedInput!) {\n    cancelQueued(input: $input) {\n      cancelled\n    }\n  }\n": types.CancelAllWaitingDocument,
    "\n  mutation SendCancelledAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        chatId\n        accountId\n        timestamp\n      }\n    }\n  }\n": types.SendCancelledAgainDocument,
    "\n  query SettingsTokens {\n    apiTokens {\n      id\n      name\n      prefix\n      createdAt\n      lastUsedAt\n    }\n  }\n": types.SettingsTokensDocument,
    "\n  mutation CreateToken($name: String!) {\n    createApiToken(input: { name: $name }) {\n      token\n      apiToken {\n        id\n        name\n        prefix\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n": types.CreateTokenDocument,
    "\n  mutation RevokeToken($id: ID!) {\n    revokeApiToken(input: { id: $id }) {\n      revokedId\n    }\n  }\n": types.RevokeTokenDocument,
    "\n  fragment SystemNumbers on System {\n    version\n    sandbox\n    uptimeSeconds\n    whatsappVersion\n    database {\n      ok\n      latencyMs\n      connections\n      maxConnections\n      sizeBytes\n    }\n    memory {\n      rssBytes\n      heapBytes\n      goroutines\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n      media\n    }\n  }\n": types.SystemNumbersFragmentDoc,
    "\n  query SystemPage {\n    system {\n      ...SystemNumbers\n    }\n  }\n": types.SystemPageDocument,
    "\n  subscription SystemLive {\n    systemUpdated {\n      ...SystemNumbers\n    }\n  }\n": types.SystemLiveDocument,
    "\n  fragment DeliveryLine on WebhookDelivery {\n    id\n    webhookId\n    type\n    state\n    attemptCount\n    maxAttempts\n    nextAttemptAt\n    lastStatusCode\n    lastError\n    lastDurationMs\n    createdAt\n    finishedAt\n  }\n": types.DeliveryLineFragmentDoc,
    "\n  query Deliveries(\n    $accountId: ID!\n    $webhookId: ID!\n    $state: WebhookDeliveryState\n    $type: String\n    $since: Time\n    $after: String\n  ) {\n    deliveries(\n      accountId: $accountId\n      webhookId: $webhookId\n      state: $state\n      type: $type\n      since: $since\n      first: 50\n      after: $after\n    ) {\n      nodes {\n        ...DeliveryLine\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.DeliveriesDocument,
    "\n  subscription DeliveryLive($accountId: ID!) {\n    deliveryChanged(accountId: $accountId) {\n      ...DeliveryLine\n      id\n      webhookId\n    }\n  }\n": types.DeliveryLiveDocument,
    "\n  query Delivery($id: ID!) {\n    delivery(id: $id) {\n      ...DeliveryLine\n      id\n      eventId\n      type\n      state\n      nextAttemptAt\n      body\n      attempts {\n        number\n        at\n        durationMs\n        url\n        requestHeaders {\n          name\n          value\n        }\n        statusCode\n        responseHeaders {\n          name\n          value\n        }\n        responseBody\n        error\n      }\n    }\n  }\n": types.DeliveryDocument,
    "\n  mutation ReplayDelivery($id: ID!) {\n    replayDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n": types.ReplayDeliveryDocument,
    "\n  mutation CancelDelivery($id: ID!) {\n    cancelDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n": types.CancelDeliveryDocument,
    "\n  mutation ReplayFailedDeliveries($webhookId: ID!, $since: Time!) {\n    replayFailedDeliveries(input: { webhookId: $webhookId, since: $since }) {\n      count\n    }\n  }\n": types.ReplayFailedDeliveriesDocument,
    "\n  mutation ReplayEvents($input: ReplayEventsInput!) {\n    replayEvents(input: $input) {\n      count\n    }\n  }\n": types.ReplayEventsDocument,
    "\n  fragment WebhookLine on Webhook {\n    id\n    accountId\n    url\n    description\n    isActive\n    status\n    events\n    filters {\n      chats\n      direction\n      types\n      groups\n      text\n    }\n    headerNames\n    ordered\n    maxAttempts\n    format\n    oldSecretUntil\n    failures\n    failingSince\n    openUntil\n    disabledAt\n    disabledText\n    lastSuccessAt\n    lastFailureAt\n    lastError\n    health {\n      attempts\n      successRate\n      p50Ms\n      p95Ms\n      waiting\n      oldestAt\n      deadLetters\n      recent {\n        durationMs\n        ok\n      }\n    }\n    createdAt\n  }\n": types.WebhookLineFragmentDoc,
    "\n  query Webhooks($accountId: ID!) {\n    webhooks(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n": types.WebhooksDocument,
    "\n  subscription WebhooksLive($accountId: ID!) {\n    webhooksChanged(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n": types.WebhooksLiveDocument,
    "\n  query WebhookPage($id: ID!) {\n    webhook(id: $id) {\n      ...WebhookLine\n    }\n  }\n": types.WebhookPageDocument,
    "\n  query EventTypes {\n    eventTypes {\n      type\n      description\n      sample\n    }\n  }\n": types.EventTypesDocument,
    "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        ...WebhookLine\n        id\n      }\n    }\n  }\n": types.CreateWebhookDocument,
    "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n": types.UpdateWebhookDocument,
    "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhook(input: { id: $id }) {\n      deletedId\n    }\n  }\n": types.DeleteWebhookDocument,
    "\n  mutation RotateWebhookSecret($id: ID!, $minutes: Int!) {\n    rotateWebhookSecret(input: { id: $id, overlapMinutes: $minutes }) {\n      secret\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n": types.RotateWebhookSecretDocument,
    "\n  mutation TestWebhook($id: ID!, $type: String!) {\n    testWebhook(input: { id: $id, type: $type }) {\n      success\n      statusCode\n      durationMs\n      error\n      url\n      requestHeaders {\n        name\n        value\n      }\n      requestBody\n      responseHeaders {\n        name\n        value\n      }\n      responseBody\n    }\n  }\n": types.TestWebhookDocument,
    "\n  mutation ReconnectAccount($id: ID!) {\n    reconnectAccount(input: { id: $id }) {\n      account {\n        ...AccountLine\n      }\n    }\n  }\n": types.ReconnectAccountDocument,
    "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    pendingDrafts\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    lastActiveAt\n    updatedAt\n  }\n": types.AccountLineFragmentDoc,
    "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n": types.AccountsLiveDocument,
    "\n  query AccountsList {\n    accounts {\n      ...AccountLine\n    }\n  }\n": types.AccountsListDocument,
    "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n": types.BootstrapDocument,
    "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n": types._FragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountDetails on Account {\n    ...AccountLine\n    id\n    apiKeyPrefix\n    proxy\n    createdAt\n    limits {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n    }\n    overrides {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n      optOutWords\n      optInWords\n    }\n  }\n"): (typeof documents)["\n  fragment AccountDetails on Account {\n    ...AccountLine\n    id\n    apiKeyPrefix\n    proxy\n    createdAt\n    limits {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n    }\n    overrides {\n      minIntervalMs\n      randomDelayMs\n      maxPerHour\n      maxPerDay\n      typingDelayMs\n      maxNewPerDay\n      maxSameTextPerDay\n      warmUpDays\n      quietFrom\n      quietTo\n      readBeforeReply\n      optOutWords\n      optInWords\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      ...AccountDetails\n    }\n  }\n"): (typeof documents)["\n  query AccountPage($id: ID!) {\n    account(id: $id) {\n      ...AccountDetails\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateAccount($input: UpdateAccountInput!) {\n    updateAccount(input: $input) {\n      account {\n        ...AccountDetails\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateAccount($input: UpdateAccountInput!) {\n    updateAccount(input: $input) {\n      account {\n        ...AccountDetails\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RegenerateKey($id: ID!) {\n    regenerateApiKey(input: { accountId: $id }) {\n      apiKey\n      account {\n        id\n        apiKeyPrefix\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RegenerateKey($id: ID!) {\n    regenerateApiKey(input: { accountId: $id }) {\n      apiKey\n      account {\n        id\n        apiKeyPrefix\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAccount($id: ID!) {\n    deleteAccount(input: { id: $id }) {\n      deletedId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAccount($id: ID!) {\n    deleteAccount(input: { id: $id }) {\n      deletedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      apiKey\n      account {\n        id\n        ...AccountLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      apiKey\n      account {\n        id\n        ...AccountLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AiSettings on AiConfig {\n    accountId\n    isActive\n    provider\n    model\n    baseUrl\n    fallbacks {\n      provider\n      model\n      baseUrl\n    }\n    keys {\n      provider\n      source\n    }\n    hasApiKey\n    systemPrompt\n    temperature\n    maxTokens\n    timeoutSeconds\n    historyLimit\n    language\n    audience\n    groups\n    allow\n    block\n    startWords\n    stopWords\n    handOverPhrases\n    handOverText\n    hours {\n      day\n      from\n      to\n    }\n    timeZone\n    outOfHoursText\n    debounceMs\n    takeoverMinutes\n    maxRepliesPerHour\n    drafts\n    budget {\n      tokensPerDay\n      repliesPerDay\n      tokensPerContact\n      repliesPerContact\n      text\n    }\n    seeImages\n    hearVoice\n    prices {\n      provider\n      model\n      inPerMillion\n      outPerMillion\n    }\n    updatedAt\n  }\n"): (typeof documents)["\n  fragment AiSettings on AiConfig {\n    accountId\n    isActive\n    provider\n    model\n    baseUrl\n    fallbacks {\n      provider\n      model\n      baseUrl\n    }\n    keys {\n      provider\n      source\n    }\n    hasApiKey\n    systemPrompt\n    temperature\n    maxTokens\n    timeoutSeconds\n    historyLimit\n    language\n    audience\n    groups\n    allow\n    block\n    startWords\n    stopWords\n    handOverPhrases\n    handOverText\n    hours {\n      day\n      from\n      to\n    }\n    timeZone\n    outOfHoursText\n    debounceMs\n    takeoverMinutes\n    maxRepliesPerHour\n    drafts\n    budget {\n      tokensPerDay\n      repliesPerDay\n      tokensPerContact\n      repliesPerContact\n      text\n    }\n    seeImages\n    hearVoice\n    prices {\n      provider\n      model\n      inPerMillion\n      outPerMillion\n    }\n    updatedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiConfig($accountId: ID!) {\n    aiConfig(accountId: $accountId) {\n      ...AiSettings\n    }\n  }\n"): (typeof documents)["\n  query AiConfig($accountId: ID!) {\n    aiConfig(accountId: $accountId) {\n      ...AiSettings\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveAiConfig($accountId: ID!, $config: AiConfigInput!) {\n    saveAiConfig(input: { accountId: $accountId, config: $config }) {\n      config {\n        ...AiSettings\n        accountId\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SaveAiConfig($accountId: ID!, $config: AiConfigInput!) {\n    saveAiConfig(input: { accountId: $accountId, config: $config }) {\n      config {\n        ...AiSettings\n        accountId\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAiConfig($accountId: ID!) {\n    deleteAiConfig(input: { accountId: $accountId }) {\n      deletedId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAiConfig($accountId: ID!) {\n    deleteAiConfig(input: { accountId: $accountId }) {\n      deletedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiModels($accountId: ID!, $provider: AiProvider!, $baseUrl: String!) {\n    aiModels(accountId: $accountId, provider: $provider, baseUrl: $baseUrl) {\n      models {\n        id\n        name\n        inPrice\n        outPrice\n        contextTokens\n        sees\n      }\n      live\n      error\n    }\n  }\n"): (typeof documents)["\n  query AiModels($accountId: ID!, $provider: AiProvider!, $baseUrl: String!) {\n    aiModels(accountId: $accountId, provider: $provider, baseUrl: $baseUrl) {\n      models {\n        id\n        name\n        inPrice\n        outPrice\n        contextTokens\n        sees\n      }\n      live\n      error\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AiTraceParts on AiTrace {\n    id\n    chatId\n    messageId\n    outcome\n    reason\n    text\n    answer\n    system\n    turns {\n      role\n      text\n      images\n    }\n    knowledge\n    toolCalls {\n      name\n      arguments\n      result\n      failed\n      durationMs\n    }\n    attempts {\n      provider\n      model\n      failure\n      error\n      tokensIn\n      tokensOut\n      durationMs\n    }\n    tokensIn\n    tokensOut\n    durationMs\n    createdAt\n  }\n"): (typeof documents)["\n  fragment AiTraceParts on AiTrace {\n    id\n    chatId\n    messageId\n    outcome\n    reason\n    text\n    answer\n    system\n    turns {\n      role\n      text\n      images\n    }\n    knowledge\n    toolCalls {\n      name\n      arguments\n      result\n      failed\n      durationMs\n    }\n    attempts {\n      provider\n      model\n      failure\n      error\n      tokensIn\n      tokensOut\n      durationMs\n    }\n    tokensIn\n    tokensOut\n    durationMs\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestAiConfig($input: TestAiConfigInput!) {\n    testAiConfig(input: $input) {\n      success\n      decision {\n        answers\n        text\n        notice\n      }\n      trace {\n        ...AiTraceParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TestAiConfig($input: TestAiConfigInput!) {\n    testAiConfig(input: $input) {\n      success\n      decision {\n        answers\n        text\n        notice\n      }\n      trace {\n        ...AiTraceParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplayAiChat($input: ReplayAiChatInput!) {\n    replayAiChat(input: $input) {\n      comparisons {\n        question\n        answered\n        firstDecision {\n          answers\n          text\n          notice\n        }\n        secondDecision {\n          answers\n          text\n          notice\n        }\n        first {\n          ...AiTraceParts\n        }\n        second {\n          ...AiTraceParts\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ReplayAiChat($input: ReplayAiChatInput!) {\n    replayAiChat(input: $input) {\n      comparisons {\n        question\n        answered\n        firstDecision {\n          answers\n          text\n          notice\n        }\n        secondDecision {\n          answers\n          text\n          notice\n        }\n        first {\n          ...AiTraceParts\n        }\n        second {\n          ...AiTraceParts\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReplayChats($accountId: ID!) {\n    chats(accountId: $accountId, first: 100) {\n      nodes {\n        id\n        name\n        phoneNumber\n        kind\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReplayChats($accountId: ID!) {\n    chats(accountId: $accountId, first: 100) {\n      nodes {\n        id\n        name\n        phoneNumber\n        kind\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AiDraftParts on AiDraft {\n    id\n    accountId\n    chatId\n    chat {\n      id\n      name\n      phoneNumber\n      kind\n    }\n    message {\n      id\n      text\n      type\n    }\n    text\n    state\n    createdAt\n  }\n"): (typeof documents)["\n  fragment AiDraftParts on AiDraft {\n    id\n    accountId\n    chatId\n    chat {\n      id\n      name\n      phoneNumber\n      kind\n    }\n    message {\n      id\n      text\n      type\n    }\n    text\n    state\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiDrafts($accountId: ID!) {\n    aiDrafts(accountId: $accountId) {\n      ...AiDraftParts\n    }\n  }\n"): (typeof documents)["\n  query AiDrafts($accountId: ID!) {\n    aiDrafts(accountId: $accountId) {\n      ...AiDraftParts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChatAi on Chat {\n    id\n    accountId\n    ai {\n      active\n      pausedUntil\n      pauseReason\n      pending\n      draft {\n        ...AiDraftParts\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment ChatAi on Chat {\n    id\n    accountId\n    ai {\n      active\n      pausedUntil\n      pauseReason\n      pending\n      draft {\n        ...AiDraftParts\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AiLive($accountId: ID!) {\n    aiChanged(accountId: $accountId) {\n      ...ChatAi\n      id\n    }\n  }\n"): (typeof documents)["\n  subscription AiLive($accountId: ID!) {\n    aiChanged(accountId: $accountId) {\n      ...ChatAi\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChatAiState($id: ID!) {\n    chat(id: $id) {\n      ...ChatAi\n    }\n  }\n"): (typeof documents)["\n  query ChatAiState($id: ID!) {\n    chat(id: $id) {\n      ...ChatAi\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveAiDraft($id: ID!, $text: String) {\n    approveAiDraft(input: { id: $id, text: $text }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ApproveAiDraft($id: ID!, $text: String) {\n    approveAiDraft(input: { id: $id, text: $text }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DiscardAiDraft($id: ID!) {\n    discardAiDraft(input: { id: $id }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DiscardAiDraft($id: ID!) {\n    discardAiDraft(input: { id: $id }) {\n      draft {\n        ...AiDraftParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseAi($chatId: ID!, $minutes: Int) {\n    pauseAi(input: { chatId: $chatId, minutes: $minutes }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PauseAi($chatId: ID!, $minutes: Int) {\n    pauseAi(input: { chatId: $chatId, minutes: $minutes }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeAi($chatId: ID!) {\n    resumeAi(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResumeAi($chatId: ID!) {\n    resumeAi(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetAiHistory($chatId: ID!) {\n    resetAiHistory(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResetAiHistory($chatId: ID!) {\n    resetAiHistory(input: { chatId: $chatId }) {\n      chat {\n        ...ChatAi\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiTraces($accountId: ID!, $outcome: AiOutcome, $after: String) {\n    aiTraces(accountId: $accountId, outcome: $outcome, first: 30, after: $after) {\n      nodes {\n        ...AiTraceParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query AiTraces($accountId: ID!, $outcome: AiOutcome, $after: String) {\n    aiTraces(accountId: $accountId, outcome: $outcome, first: 30, after: $after) {\n      nodes {\n        ...AiTraceParts\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiUsage($accountId: ID!, $days: Int!) {\n    aiUsage(accountId: $accountId, days: $days) {\n      day\n      provider\n      model\n      replies\n      tokensIn\n      tokensOut\n      averageMs\n      cost\n    }\n  }\n"): (typeof documents)["\n  query AiUsage($accountId: ID!, $days: Int!) {\n    aiUsage(accountId: $accountId, days: $days) {\n      day\n      provider\n      model\n      replies\n      tokensIn\n      tokensOut\n      averageMs\n      cost\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MessageTrace($id: ID!) {\n    message(id: $id) {\n      id\n      aiTrace {\n        ...AiTraceParts\n      }\n    }\n  }\n"): (typeof documents)["\n  query MessageTrace($id: ID!) {\n    message(id: $id) {\n      id\n      aiTrace {\n        ...AiTraceParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AiToolParts on AiTool {\n    id\n    name\n    description\n    parameters\n    url\n    isActive\n  }\n"): (typeof documents)["\n  fragment AiToolParts on AiTool {\n    id\n    name\n    description\n    parameters\n    url\n    isActive\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiTools($accountId: ID!) {\n    aiTools(accountId: $accountId) {\n      ...AiToolParts\n    }\n  }\n"): (typeof documents)["\n  query AiTools($accountId: ID!) {\n    aiTools(accountId: $accountId) {\n      ...AiToolParts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveAiTool($input: SaveAiToolInput!) {\n    saveAiTool(input: $input) {\n      secret\n      tool {\n        ...AiToolParts\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SaveAiTool($input: SaveAiToolInput!) {\n    saveAiTool(input: $input) {\n      secret\n      tool {\n        ...AiToolParts\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAiTool($id: ID!) {\n    deleteAiTool(input: { id: $id }) {\n      deletedId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAiTool($id: ID!) {\n    deleteAiTool(input: { id: $id }) {\n      deletedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestAiTool($id: ID!, $arguments: String!) {\n    testAiTool(input: { id: $id, arguments: $arguments }) {\n      call {\n        name\n        arguments\n        result\n        failed\n        durationMs\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation TestAiTool($id: ID!, $arguments: String!) {\n    testAiTool(input: { id: $id, arguments: $arguments }) {\n      call {\n        name\n        arguments\n        result\n        failed\n        durationMs\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AiDocumentParts on AiDocument {\n    id\n    name\n    mimetype\n    characters\n    createdAt\n  }\n"): (typeof documents)["\n  fragment AiDocumentParts on AiDocument {\n    id\n    name\n    mimetype\n    characters\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AiDocuments($accountId: ID!) {\n    aiDocuments(accountId: $accountId) {\n      ...AiDocumentParts\n    }\n  }\n"): (typeof documents)["\n  query AiDocuments($accountId: ID!) {\n    aiDocuments(accountId: $accountId) {\n      ...AiDocumentParts\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddAiDocument($input: AddAiDocumentInput!) {\n    addAiDocument(input: $input) {\n      document {\n        ...AiDocumentParts\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation AddAiDocument($input: AddAiDocumentInput!) {\n    addAiDocument(input: $input) {\n      document {\n        ...AiDocumentParts\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAiDocument($id: ID!) {\n    deleteAiDocument(input: { id: $id }) {\n      deletedId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAiDocument($id: ID!) {\n    deleteAiDocument(input: { id: $id }) {\n      deletedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConsentEntry on Consent {\n    id\n    jid\n    phoneNumber\n    state\n    source\n    note\n    messageId\n    at\n  }\n"): (typeof documents)["\n  fragment ConsentEntry on Consent {\n    id\n    jid\n    phoneNumber\n    state\n    source\n    note\n    messageId\n    at\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Consents($accountId: ID!, $after: String, $state: ConsentState, $whole: Boolean!) {\n    consents(accountId: $accountId, first: 50, after: $after, state: $state, whole: $whole) {\n      nodes {\n        ...ConsentEntry\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Consents($accountId: ID!, $after: String, $state: ConsentState, $whole: Boolean!) {\n    consents(accountId: $accountId, first: 50, after: $after, state: $state, whole: $whole) {\n      nodes {\n        ...ConsentEntry\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        ...ConsentEntry\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SetConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        ...ConsentEntry\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InboxCancelMessage($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        ...ThreadMessage\n        id\n        statusHistory {\n          status\n          at\n          reason\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation InboxCancelMessage($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        ...ThreadMessage\n        id\n        statusHistory {\n          status\n          at\n          reason\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MarkChatRead($id: ID!, $sendReceipts: Boolean!) {\n    markChatRead(id: $id, sendReceipts: $sendReceipts) {\n      ...InboxChat\n    }\n  }\n"): (typeof documents)["\n  mutation MarkChatRead($id: ID!, $sendReceipts: Boolean!) {\n    markChatRead(id: $id, sendReceipts: $sendReceipts) {\n      ...InboxChat\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeChat($input: ChangeChatInput!) {\n    changeChat(input: $input) {\n      ...InboxChat\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeChat($input: ChangeChatInput!) {\n    changeChat(input: $input) {\n      ...InboxChat\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment InboxChat on Chat {\n    id\n    accountId\n    jid\n    kind\n    phoneNumber\n    name\n    unread\n    archived\n    pinnedAt\n    mutedUntil\n    lastMessageAt\n    lastMessage {\n      id\n      direction\n      type\n      text\n      status\n      timestamp\n      media {\n        id\n        filename\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment InboxChat on Chat {\n    id\n    accountId\n    jid\n    kind\n    phoneNumber\n    name\n    unread\n    archived\n    pinnedAt\n    mutedUntil\n    lastMessageAt\n    lastMessage {\n      id\n      direction\n      type\n      text\n      status\n      timestamp\n      media {\n        id\n        filename\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxChats(\n    $accountId: ID!\n    $search: String\n    $unread: Boolean\n    $archived: Boolean\n    $pinned: Boolean\n    $after: String\n  ) {\n    chats(\n      accountId: $accountId\n      first: 50\n      search: $search\n      unread: $unread\n      archived: $archived\n      pinned: $pinned\n      after: $after\n    ) {\n      nodes {\n        ...InboxChat\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query InboxChats(\n    $accountId: ID!\n    $search: String\n    $unread: Boolean\n    $archived: Boolean\n    $pinned: Boolean\n    $after: String\n  ) {\n    chats(\n      accountId: $accountId\n      first: 50\n      search: $search\n      unread: $unread\n      archived: $archived\n      pinned: $pinned\n      after: $after\n    ) {\n      nodes {\n        ...InboxChat\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxThreadChat($id: ID!) {\n    chat(id: $id) {\n      ...InboxChat\n    }\n  }\n"): (typeof documents)["\n  query InboxThreadChat($id: ID!) {\n    chat(id: $id) {\n      ...InboxChat\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription InboxLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      ...ThreadMessage\n      id\n      chatId\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription InboxLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      ...ThreadMessage\n      id\n      chatId\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription InboxChatsLive($accountId: ID!) {\n    chatChanged(accountId: $accountId) {\n      ...InboxChat\n      id\n    }\n  }\n"): (typeof documents)["\n  subscription InboxChatsLive($accountId: ID!) {\n    chatChanged(accountId: $accountId) {\n      ...InboxChat\n      id\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MessageDetails($id: ID!) {\n    message(id: $id) {\n      id\n      messageId\n      chat\n      direction\n      sender\n      recipient\n      type\n      status\n      source\n      late\n      error\n      errorCode\n      timestamp\n      createdAt\n      editedAt\n      deletedAt\n      versions {\n        text\n        at\n      }\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n      participants {\n        participant\n        status\n        at\n      }\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n"): (typeof documents)["\n  query MessageDetails($id: ID!) {\n    message(id: $id) {\n      id\n      messageId\n      chat\n      direction\n      sender\n      recipient\n      type\n      status\n      source\n      late\n      error\n      errorCode\n      timestamp\n      createdAt\n      editedAt\n      deletedAt\n      versions {\n        text\n        at\n      }\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n      participants {\n        participant\n        status\n        at\n      }\n      statusHistory {\n        status\n        at\n        reason\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxHits($accountId: ID!, $query: String!) {\n    searchMessages(accountId: $accountId, query: $query, first: 30) {\n      nodes {\n        id\n        chatId\n        chat\n        direction\n        sender\n        senderName\n        recipient\n        text\n        timestamp\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n"): (typeof documents)["\n  query InboxHits($accountId: ID!, $query: String!) {\n    searchMessages(accountId: $accountId, query: $query, first: 30) {\n      nodes {\n        id\n        chatId\n        chat\n        direction\n        sender\n        senderName\n        recipient\n        text\n        timestamp\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxSendPlan($input: SendPlanInput!) {\n    sendPlan(input: $input) {\n      at\n      reason\n      text\n      ahead\n    }\n  }\n"): (typeof documents)["\n  query InboxSendPlan($input: SendPlanInput!) {\n    sendPlan(input: $input) {\n      at\n      reason\n      text\n      ahead\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InboxSend($input: SendInput!) {\n    send(input: $input) {\n      message {\n        ...ThreadMessage\n        id\n        chatId\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation InboxSend($input: SendInput!) {\n    send(input: $input) {\n      message {\n        ...ThreadMessage\n        id\n        chatId\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ThreadMessage on Message {\n    id\n    accountId\n    chatId\n    direction\n    senderName\n    type\n    text\n    media {\n      id\n      mimetype\n      filename\n      size\n      status\n      url\n    }\n    status\n    error\n    errorCode\n    timestamp\n    late\n    source\n    editedAt\n    deletedAt\n    plan {\n      at\n      reason\n      text\n      ahead\n    }\n    tally {\n      answer\n      votes\n    }\n    marks {\n      kind\n      emoji\n      person {\n        name\n        phone\n        me\n      }\n    }\n    content {\n      quoted {\n        id\n        type\n        text\n        author {\n          name\n          phone\n          me\n        }\n      }\n      forwarded\n      viewOnce\n      linkPreview {\n        url\n        title\n        description\n      }\n      recording {\n        seconds\n        waveform\n      }\n      location {\n        latitude\n        longitude\n        name\n        address\n        live\n      }\n      contacts {\n        name\n        phones\n        organization\n      }\n      poll {\n        question\n        answers\n        multiple\n      }\n      options {\n        items {\n          id\n          title\n          description\n        }\n        header\n        footer\n        answeredAt\n      }\n      call {\n        video\n        group\n        outcome\n      }\n      groupChange {\n        kind\n        value\n        actor {\n          name\n          phone\n          me\n        }\n        people {\n          name\n          phone\n          me\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment ThreadMessage on Message {\n    id\n    accountId\n    chatId\n    direction\n    senderName\n    type\n    text\n    media {\n      id\n      mimetype\n      filename\n      size\n      status\n      url\n    }\n    status\n    error\n    errorCode\n    timestamp\n    late\n    source\n    editedAt\n    deletedAt\n    plan {\n      at\n      reason\n      text\n      ahead\n    }\n    tally {\n      answer\n      votes\n    }\n    marks {\n      kind\n      emoji\n      person {\n        name\n        phone\n        me\n      }\n    }\n    content {\n      quoted {\n        id\n        type\n        text\n        author {\n          name\n          phone\n          me\n        }\n      }\n      forwarded\n      viewOnce\n      linkPreview {\n        url\n        title\n        description\n      }\n      recording {\n        seconds\n        waveform\n      }\n      location {\n        latitude\n        longitude\n        name\n        address\n        live\n      }\n      contacts {\n        name\n        phones\n        organization\n      }\n      poll {\n        question\n        answers\n        multiple\n      }\n      options {\n        items {\n          id\n          title\n          description\n        }\n        header\n        footer\n        answeredAt\n      }\n      call {\n        video\n        group\n        outcome\n      }\n      groupChange {\n        kind\n        value\n        actor {\n          name\n          phone\n          me\n        }\n        people {\n          name\n          phone\n          me\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query InboxThread(\n    $accountId: ID!\n    $chatId: ID!\n    $around: ID\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    messages(\n      accountId: $accountId\n      chatId: $chatId\n      around: $around\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        ...ThreadMessage\n      }\n      pageInfo {\n        hasPreviousPage\n        hasNextPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query InboxThread(\n    $accountId: ID!\n    $chatId: ID!\n    $around: ID\n    $first: Int\n    $after: String\n    $last: Int\n    $before: String\n  ) {\n    messages(\n      accountId: $accountId\n      chatId: $chatId\n      around: $around\n      first: $first\n      after: $after\n      last: $last\n      before: $before\n    ) {\n      nodes {\n        ...ThreadMessage\n      }\n      pageInfo {\n        hasPreviousPage\n        hasNextPage\n        startCursor\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OverviewFirstMessage($accountId: ID!) {\n    messages(accountId: $accountId, first: 20) {\n      nodes {\n        id\n        direction\n      }\n    }\n  }\n"): (typeof documents)["\n  query OverviewFirstMessage($accountId: ID!) {\n    messages(accountId: $accountId, first: 20) {\n      nodes {\n        id\n        direction\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription OverviewMessageLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      id\n      direction\n    }\n  }\n"): (typeof documents)["\n  subscription OverviewMessageLive($accountId: ID!) {\n    messageChanged(accountId: $accountId) {\n      id\n      direction\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OverviewTiles on System {\n    uptimeSeconds\n    database {\n      ok\n      latencyMs\n    }\n    memory {\n      rssBytes\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n    }\n  }\n"): (typeof documents)["\n  fragment OverviewTiles on System {\n    uptimeSeconds\n    database {\n      ok\n      latencyMs\n    }\n    memory {\n      rssBytes\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OverviewSystem {\n    system {\n      ...OverviewTiles\n    }\n  }\n"): (typeof documents)["\n  query OverviewSystem {\n    system {\n      ...OverviewTiles\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription OverviewSystemLive {\n    systemUpdated {\n      ...OverviewTiles\n    }\n  }\n"): (typeof documents)["\n  subscription OverviewSystemLive {\n    systemUpdated {\n      ...OverviewTiles\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPairingCode($accountId: ID!, $number: String!) {\n    requestPairingCode(input: { accountId: $accountId, number: $number }) {\n      pairingCode {\n        code\n        expiresAt\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RequestPairingCode($accountId: ID!, $number: String!) {\n    requestPairingCode(input: { accountId: $accountId, number: $number }) {\n      pairingCode {\n        code\n        expiresAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PairingAccount on Account {\n    id\n    name\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    qr {\n      code\n      expiresAt\n      number\n      total\n    }\n    pairingCode {\n      code\n      expiresAt\n    }\n  }\n"): (typeof documents)["\n  fragment PairingAccount on Account {\n    id\n    name\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    qr {\n      code\n      expiresAt\n      number\n      total\n    }\n    pairingCode {\n      code\n      expiresAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PairPage($id: ID!) {\n    account(id: $id) {\n      ...PairingAccount\n    }\n  }\n"): (typeof documents)["\n  query PairPage($id: ID!) {\n    account(id: $id) {\n      ...PairingAccount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PairingLive($id: ID!) {\n    accountUpdated(id: $id) {\n      ...PairingAccount\n    }\n  }\n"): (typeof documents)["\n  subscription PairingLive($id: ID!) {\n    accountUpdated(id: $id) {\n      ...PairingAccount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChannelEntry on Channel {\n    id\n    name\n    description\n    link\n    followers\n    role\n    verified\n    createdAt\n  }\n"): (typeof documents)["\n  fragment ChannelEntry on Channel {\n    id\n    name\n    description\n    link\n    followers\n    role\n    verified\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Channels($accountId: ID!) {\n    channels(accountId: $accountId) {\n      ...ChannelEntry\n    }\n  }\n"): (typeof documents)["\n  query Channels($accountId: ID!) {\n    channels(accountId: $accountId) {\n      ...ChannelEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FollowChannel($accountId: ID!, $id: String!) {\n    followChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n"): (typeof documents)["\n  mutation FollowChannel($accountId: ID!, $id: String!) {\n    followChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnfollowChannel($accountId: ID!, $id: String!) {\n    unfollowChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n"): (typeof documents)["\n  mutation UnfollowChannel($accountId: ID!, $id: String!) {\n    unfollowChannel(accountId: $accountId, id: $id) {\n      ...ChannelEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ContactEntry on Contact {\n    phone\n    lid\n    name\n    fullName\n    pushName\n    businessName\n  }\n"): (typeof documents)["\n  fragment ContactEntry on Contact {\n    phone\n    lid\n    name\n    fullName\n    pushName\n    businessName\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Contacts($accountId: ID!) {\n    contacts(accountId: $accountId) {\n      ...ContactEntry\n    }\n  }\n"): (typeof documents)["\n  query Contacts($accountId: ID!) {\n    contacts(accountId: $accountId) {\n      ...ContactEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Blocked($accountId: ID!) {\n    blockedContacts(accountId: $accountId) {\n      phone\n      lid\n      name\n    }\n  }\n"): (typeof documents)["\n  query Blocked($accountId: ID!) {\n    blockedContacts(accountId: $accountId) {\n      phone\n      lid\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OptedOut($accountId: ID!, $after: String) {\n    consents(accountId: $accountId, first: 100, after: $after, state: opted_out) {\n      nodes {\n        id\n        jid\n        phoneNumber\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query OptedOut($accountId: ID!, $after: String) {\n    consents(accountId: $accountId, first: 100, after: $after, state: opted_out) {\n      nodes {\n        id\n        jid\n        phoneNumber\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PutConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        id\n        state\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PutConsent($input: SetConsentInput!) {\n    setConsent(input: $input) {\n      consent {\n        id\n        state\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ContactProfile($accountId: ID!, $contact: String!) {\n    profile(accountId: $accountId, contact: $contact) {\n      phone\n      lid\n      name\n      about\n      business\n    }\n  }\n"): (typeof documents)["\n  query ContactProfile($accountId: ID!, $contact: String!) {\n    profile(accountId: $accountId, contact: $contact) {\n      phone\n      lid\n      name\n      about\n      business\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BlockContact($accountId: ID!, $contact: String!, $blocked: Boolean!) {\n    blockContact(accountId: $accountId, contact: $contact, blocked: $blocked) {\n      phone\n      lid\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation BlockContact($accountId: ID!, $contact: String!, $blocked: Boolean!) {\n    blockContact(accountId: $accountId, contact: $contact, blocked: $blocked) {\n      phone\n      lid\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CheckNumbers($accountId: ID!, $numbers: [String!]!) {\n    checkNumbers(accountId: $accountId, numbers: $numbers) {\n      number\n      onWhatsApp\n      contact {\n        phone\n        lid\n        name\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CheckNumbers($accountId: ID!, $numbers: [String!]!) {\n    checkNumbers(accountId: $accountId, numbers: $numbers) {\n      number\n      onWhatsApp\n      contact {\n        phone\n        lid\n        name\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment GroupEntry on Group {\n    id\n    subject\n    description\n    createdAt\n    onlyAdminsWrite\n    onlyAdminsEdit\n    onlyAdminsAdd\n    approveJoins\n    expiresAfter\n    community\n    parentId\n    members {\n      phone\n      lid\n      name\n      me\n      role\n    }\n  }\n"): (typeof documents)["\n  fragment GroupEntry on Group {\n    id\n    subject\n    description\n    createdAt\n    onlyAdminsWrite\n    onlyAdminsEdit\n    onlyAdminsAdd\n    approveJoins\n    expiresAfter\n    community\n    parentId\n    members {\n      phone\n      lid\n      name\n      me\n      role\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Groups($accountId: ID!) {\n    groups(accountId: $accountId) {\n      ...GroupEntry\n    }\n  }\n"): (typeof documents)["\n  query Groups($accountId: ID!) {\n    groups(accountId: $accountId) {\n      ...GroupEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OneGroup($accountId: ID!, $id: String!) {\n    group(accountId: $accountId, id: $id) {\n      ...GroupEntry\n    }\n  }\n"): (typeof documents)["\n  query OneGroup($accountId: ID!, $id: String!) {\n    group(accountId: $accountId, id: $id) {\n      ...GroupEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GroupRequests($accountId: ID!, $id: String!) {\n    groupRequests(accountId: $accountId, id: $id) {\n      phone\n      lid\n      at\n    }\n  }\n"): (typeof documents)["\n  query GroupRequests($accountId: ID!, $id: String!) {\n    groupRequests(accountId: $accountId, id: $id) {\n      phone\n      lid\n      at\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query GroupInviteLink($accountId: ID!, $id: String!) {\n    groupInviteLink(accountId: $accountId, id: $id)\n  }\n"): (typeof documents)["\n  query GroupInviteLink($accountId: ID!, $id: String!) {\n    groupInviteLink(accountId: $accountId, id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetGroupInviteLink($accountId: ID!, $id: String!) {\n    resetGroupInviteLink(accountId: $accountId, id: $id)\n  }\n"): (typeof documents)["\n  mutation ResetGroupInviteLink($accountId: ID!, $id: String!) {\n    resetGroupInviteLink(accountId: $accountId, id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      id\n      subject\n    }\n  }\n"): (typeof documents)["\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      id\n      subject\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeGroup($input: ChangeGroupInput!) {\n    changeGroup(input: $input) {\n      ...GroupEntry\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeGroup($input: ChangeGroupInput!) {\n    changeGroup(input: $input) {\n      ...GroupEntry\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeGroupMembers($input: ChangeMembersInput!) {\n    changeGroupMembers(input: $input) {\n      phone\n      lid\n      done\n      error\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeGroupMembers($input: ChangeMembersInput!) {\n    changeGroupMembers(input: $input) {\n      phone\n      lid\n      done\n      error\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation JoinGroup($accountId: ID!, $link: String!) {\n    joinGroup(accountId: $accountId, link: $link)\n  }\n"): (typeof documents)["\n  mutation JoinGroup($accountId: ID!, $link: String!) {\n    joinGroup(accountId: $accountId, link: $link)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveGroup($accountId: ID!, $id: String!) {\n    leaveGroup(accountId: $accountId, id: $id)\n  }\n"): (typeof documents)["\n  mutation LeaveGroup($accountId: ID!, $id: String!) {\n    leaveGroup(accountId: $accountId, id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChatOf($accountId: ID!, $search: String, $kind: ChatKind) {\n    chats(accountId: $accountId, first: 100, search: $search, kind: $kind) {\n      nodes {\n        id\n        jid\n        phoneNumber\n        lid\n      }\n    }\n  }\n"): (typeof documents)["\n  query ChatOf($accountId: ID!, $search: String, $kind: ChatKind) {\n    chats(accountId: $accountId, first: 100, search: $search, kind: $kind) {\n      nodes {\n        id\n        jid\n        phoneNumber\n        lid\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation WriteText($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        accountId\n        chatId\n        timestamp\n        type\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation WriteText($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        accountId\n        chatId\n        timestamp\n        type\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PhonesWaiting {\n    accounts {\n      id\n      name\n      status\n      qr {\n        code\n        expiresAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query PhonesWaiting {\n    accounts {\n      id\n      name\n      status\n      qr {\n        code\n        expiresAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountSending on Account {\n    id\n    name\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    health {\n      score\n      level\n      causes {\n        code\n        text\n        points\n      }\n    }\n    warmUpEndsAt\n    linkedAt\n    queue {\n      queued\n    }\n    limits {\n      maxPerHour\n      maxPerDay\n      maxNewPerDay\n      warmUpDays\n      now {\n        maxPerHour\n        maxPerDay\n        maxNewPerDay\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment AccountSending on Account {\n    id\n    name\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    health {\n      score\n      level\n      causes {\n        code\n        text\n        points\n      }\n    }\n    warmUpEndsAt\n    linkedAt\n    queue {\n      queued\n    }\n    limits {\n      maxPerHour\n      maxPerDay\n      maxNewPerDay\n      warmUpDays\n      now {\n        maxPerHour\n        maxPerDay\n        maxNewPerDay\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SendingPage($id: ID!) {\n    account(id: $id) {\n      ...AccountSending\n    }\n  }\n"): (typeof documents)["\n  query SendingPage($id: ID!) {\n    account(id: $id) {\n      ...AccountSending\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseSending($id: ID!) {\n    pauseSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation PauseSending($id: ID!) {\n    pauseSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeSending($id: ID!) {\n    resumeSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResumeSending($id: ID!) {\n    resumeSending(input: { accountId: $id }) {\n      account {\n        id\n        pausedAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReleaseBrake($id: ID!) {\n    releaseBrake(input: { accountId: $id }) {\n      account {\n        id\n        brake {\n          until\n          reason\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ReleaseBrake($id: ID!) {\n    releaseBrake(input: { accountId: $id }) {\n      account {\n        id\n        brake {\n          until\n          reason\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WaitingMessages($id: ID!) {\n    waiting(accountId: $id, first: 100) {\n      id\n      chatId\n      recipient\n      type\n      text\n      status\n      source\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query WaitingMessages($id: ID!) {\n    waiting(accountId: $id, first: 100) {\n      id\n      chatId\n      recipient\n      type\n      text\n      status\n      source\n      plan {\n        at\n        reason\n        text\n        ahead\n        expiresAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelWaiting($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        id\n        status\n        error\n        errorCode\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CancelWaiting($id: ID!) {\n    cancelMessage(input: { id: $id }) {\n      message {\n        id\n        status\n        error\n        errorCode\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelAllWaiting($input: CancelQueuedInput!) {\n    cancelQueued(input: $input) {\n      cancelled\n    }\n  }\n"): (typeof documents)["\n  mutation CancelAllWaiting($input: CancelQueuedInput!) {\n    cancelQueued(input: $input) {\n      cancelled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendCancelledAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        chatId\n        accountId\n        timestamp\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SendCancelledAgain($input: SendMessageInput!) {\n    sendMessage(input: $input) {\n      message {\n        id\n        chatId\n        accountId\n        timestamp\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SettingsTokens {\n    apiTokens {\n      id\n      name\n      prefix\n      createdAt\n      lastUsedAt\n    }\n  }\n"): (typeof documents)["\n  query SettingsTokens {\n    apiTokens {\n      id\n      name\n      prefix\n      createdAt\n      lastUsedAt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateToken($name: String!) {\n    createApiToken(input: { name: $name }) {\n      token\n      apiToken {\n        id\n        name\n        prefix\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateToken($name: String!) {\n    createApiToken(input: { name: $name }) {\n      token\n      apiToken {\n        id\n        name\n        prefix\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeToken($id: ID!) {\n    revokeApiToken(input: { id: $id }) {\n      revokedId\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeToken($id: ID!) {\n    revokeApiToken(input: { id: $id }) {\n      revokedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SystemNumbers on System {\n    version\n    sandbox\n    uptimeSeconds\n    whatsappVersion\n    database {\n      ok\n      latencyMs\n      connections\n      maxConnections\n      sizeBytes\n    }\n    memory {\n      rssBytes\n      heapBytes\n      goroutines\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n      media\n    }\n  }\n"): (typeof documents)["\n  fragment SystemNumbers on System {\n    version\n    sandbox\n    uptimeSeconds\n    whatsappVersion\n    database {\n      ok\n      latencyMs\n      connections\n      maxConnections\n      sizeBytes\n    }\n    memory {\n      rssBytes\n      heapBytes\n      goroutines\n    }\n    accounts {\n      total\n      ready\n    }\n    queues {\n      outbox\n      media\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SystemPage {\n    system {\n      ...SystemNumbers\n    }\n  }\n"): (typeof documents)["\n  query SystemPage {\n    system {\n      ...SystemNumbers\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SystemLive {\n    systemUpdated {\n      ...SystemNumbers\n    }\n  }\n"): (typeof documents)["\n  subscription SystemLive {\n    systemUpdated {\n      ...SystemNumbers\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryLine on WebhookDelivery {\n    id\n    webhookId\n    type\n    state\n    attemptCount\n    maxAttempts\n    nextAttemptAt\n    lastStatusCode\n    lastError\n    lastDurationMs\n    createdAt\n    finishedAt\n  }\n"): (typeof documents)["\n  fragment DeliveryLine on WebhookDelivery {\n    id\n    webhookId\n    type\n    state\n    attemptCount\n    maxAttempts\n    nextAttemptAt\n    lastStatusCode\n    lastError\n    lastDurationMs\n    createdAt\n    finishedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Deliveries(\n    $accountId: ID!\n    $webhookId: ID!\n    $state: WebhookDeliveryState\n    $type: String\n    $since: Time\n    $after: String\n  ) {\n    deliveries(\n      accountId: $accountId\n      webhookId: $webhookId\n      state: $state\n      type: $type\n      since: $since\n      first: 50\n      after: $after\n    ) {\n      nodes {\n        ...DeliveryLine\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Deliveries(\n    $accountId: ID!\n    $webhookId: ID!\n    $state: WebhookDeliveryState\n    $type: String\n    $since: Time\n    $after: String\n  ) {\n    deliveries(\n      accountId: $accountId\n      webhookId: $webhookId\n      state: $state\n      type: $type\n      since: $since\n      first: 50\n      after: $after\n    ) {\n      nodes {\n        ...DeliveryLine\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription DeliveryLive($accountId: ID!) {\n    deliveryChanged(accountId: $accountId) {\n      ...DeliveryLine\n      id\n      webhookId\n    }\n  }\n"): (typeof documents)["\n  subscription DeliveryLive($accountId: ID!) {\n    deliveryChanged(accountId: $accountId) {\n      ...DeliveryLine\n      id\n      webhookId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Delivery($id: ID!) {\n    delivery(id: $id) {\n      ...DeliveryLine\n      id\n      eventId\n      type\n      state\n      nextAttemptAt\n      body\n      attempts {\n        number\n        at\n        durationMs\n        url\n        requestHeaders {\n          name\n          value\n        }\n        statusCode\n        responseHeaders {\n          name\n          value\n        }\n        responseBody\n        error\n      }\n    }\n  }\n"): (typeof documents)["\n  query Delivery($id: ID!) {\n    delivery(id: $id) {\n      ...DeliveryLine\n      id\n      eventId\n      type\n      state\n      nextAttemptAt\n      body\n      attempts {\n        number\n        at\n        durationMs\n        url\n        requestHeaders {\n          name\n          value\n        }\n        statusCode\n        responseHeaders {\n          name\n          value\n        }\n        responseBody\n        error\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplayDelivery($id: ID!) {\n    replayDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ReplayDelivery($id: ID!) {\n    replayDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelDelivery($id: ID!) {\n    cancelDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CancelDelivery($id: ID!) {\n    cancelDelivery(input: { id: $id }) {\n      delivery {\n        ...DeliveryLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplayFailedDeliveries($webhookId: ID!, $since: Time!) {\n    replayFailedDeliveries(input: { webhookId: $webhookId, since: $since }) {\n      count\n    }\n  }\n"): (typeof documents)["\n  mutation ReplayFailedDeliveries($webhookId: ID!, $since: Time!) {\n    replayFailedDeliveries(input: { webhookId: $webhookId, since: $since }) {\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplayEvents($input: ReplayEventsInput!) {\n    replayEvents(input: $input) {\n      count\n    }\n  }\n"): (typeof documents)["\n  mutation ReplayEvents($input: ReplayEventsInput!) {\n    replayEvents(input: $input) {\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebhookLine on Webhook {\n    id\n    accountId\n    url\n    description\n    isActive\n    status\n    events\n    filters {\n      chats\n      direction\n      types\n      groups\n      text\n    }\n    headerNames\n    ordered\n    maxAttempts\n    format\n    oldSecretUntil\n    failures\n    failingSince\n    openUntil\n    disabledAt\n    disabledText\n    lastSuccessAt\n    lastFailureAt\n    lastError\n    health {\n      attempts\n      successRate\n      p50Ms\n      p95Ms\n      waiting\n      oldestAt\n      deadLetters\n      recent {\n        durationMs\n        ok\n      }\n    }\n    createdAt\n  }\n"): (typeof documents)["\n  fragment WebhookLine on Webhook {\n    id\n    accountId\n    url\n    description\n    isActive\n    status\n    events\n    filters {\n      chats\n      direction\n      types\n      groups\n      text\n    }\n    headerNames\n    ordered\n    maxAttempts\n    format\n    oldSecretUntil\n    failures\n    failingSince\n    openUntil\n    disabledAt\n    disabledText\n    lastSuccessAt\n    lastFailureAt\n    lastError\n    health {\n      attempts\n      successRate\n      p50Ms\n      p95Ms\n      waiting\n      oldestAt\n      deadLetters\n      recent {\n        durationMs\n        ok\n      }\n    }\n    createdAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Webhooks($accountId: ID!) {\n    webhooks(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n"): (typeof documents)["\n  query Webhooks($accountId: ID!) {\n    webhooks(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription WebhooksLive($accountId: ID!) {\n    webhooksChanged(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n"): (typeof documents)["\n  subscription WebhooksLive($accountId: ID!) {\n    webhooksChanged(accountId: $accountId) {\n      ...WebhookLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebhookPage($id: ID!) {\n    webhook(id: $id) {\n      ...WebhookLine\n    }\n  }\n"): (typeof documents)["\n  query WebhookPage($id: ID!) {\n    webhook(id: $id) {\n      ...WebhookLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query EventTypes {\n    eventTypes {\n      type\n      description\n      sample\n    }\n  }\n"): (typeof documents)["\n  query EventTypes {\n    eventTypes {\n      type\n      description\n      sample\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        ...WebhookLine\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateWebhook($input: CreateWebhookInput!) {\n    createWebhook(input: $input) {\n      secret\n      webhook {\n        ...WebhookLine\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateWebhook($input: UpdateWebhookInput!) {\n    updateWebhook(input: $input) {\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhook(input: { id: $id }) {\n      deletedId\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteWebhook($id: ID!) {\n    deleteWebhook(input: { id: $id }) {\n      deletedId\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateWebhookSecret($id: ID!, $minutes: Int!) {\n    rotateWebhookSecret(input: { id: $id, overlapMinutes: $minutes }) {\n      secret\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RotateWebhookSecret($id: ID!, $minutes: Int!) {\n    rotateWebhookSecret(input: { id: $id, overlapMinutes: $minutes }) {\n      secret\n      webhook {\n        ...WebhookLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestWebhook($id: ID!, $type: String!) {\n    testWebhook(input: { id: $id, type: $type }) {\n      success\n      statusCode\n      durationMs\n      error\n      url\n      requestHeaders {\n        name\n        value\n      }\n      requestBody\n      responseHeaders {\n        name\n        value\n      }\n      responseBody\n    }\n  }\n"): (typeof documents)["\n  mutation TestWebhook($id: ID!, $type: String!) {\n    testWebhook(input: { id: $id, type: $type }) {\n      success\n      statusCode\n      durationMs\n      error\n      url\n      requestHeaders {\n        name\n        value\n      }\n      requestBody\n      responseHeaders {\n        name\n        value\n      }\n      responseBody\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReconnectAccount($id: ID!) {\n    reconnectAccount(input: { id: $id }) {\n      account {\n        ...AccountLine\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ReconnectAccount($id: ID!) {\n    reconnectAccount(input: { id: $id }) {\n      account {\n        ...AccountLine\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    pendingDrafts\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    lastActiveAt\n    updatedAt\n  }\n"): (typeof documents)["\n  fragment AccountLine on Account {\n    id\n    name\n    description\n    status\n    reason\n    errorMessage\n    phoneNumber\n    pushName\n    queue {\n      queued\n    }\n    pendingDrafts\n    pausedAt\n    brake {\n      until\n      reason\n    }\n    lastActiveAt\n    updatedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n"): (typeof documents)["\n  subscription AccountsLive {\n    accountsUpdated {\n      ...AccountLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsList {\n    accounts {\n      ...AccountLine\n    }\n  }\n"): (typeof documents)["\n  query AccountsList {\n    accounts {\n      ...AccountLine\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n"): (typeof documents)["\n  query Bootstrap {\n    me {\n      kind\n      username\n    }\n    system {\n      sandbox\n      version\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n"): (typeof documents)["\n  fragment _ on Chat {\n    id\n    lastMessageAt\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;