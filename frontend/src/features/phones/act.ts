import { messageOf } from "@/lib/sandbox-api";
import { toast } from "@/ui/toast";

/** Does it and says how it went; true when it worked. */
export async function act(work: Promise<unknown>, said?: string): Promise<boolean> {
  try {
    await work;
    if (said) toast(said);
    return true;
  } catch (error) {
    toast(messageOf(error), "bad");
    return false;
  }
}
