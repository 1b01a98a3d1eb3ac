"""Renames a key: MOONBORN_API_KEY=… python3 rename.py <id> <name>"""

import os
import sys

from moonborn import Moonborn

client = Moonborn(api_key=os.environ["MOONBORN_API_KEY"])

result = client.api_keys.rename_api_key(id=sys.argv[1], name=sys.argv[2])
print(result.id, result.name)
