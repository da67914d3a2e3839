"""Words and patterns of titles. In a pattern, ``{noun}`` and the like are replaced by a word of that list."""

from __future__ import annotations

from simulator.generated.vocabulary import phrases, words

WORDS = {
    "adjective": words("""
        Amber Ancient Bitter Blue Borrowed Bright Broken Burning Careful Chasing Clever Cold Copper Crooked
        Curious Dangerous Dark Distant Double Early Electric Empty Endless Faithful Fallen Fearless Final
        Forgotten Fragile Frozen Gentle Gilded Golden Grand Hidden Hollow Honest Hungry Idle Impossible
        Invisible Iron Last Little Lonely Long Lost Loud Lucky Marble Midnight Mild Narrow New Northern Open
        Ordinary Painted Paper Patient Perfect Quiet Reckless Restless Rising Rough Royal Rusty Salt Second
        Secret Shallow Silent Silver Simple Sleeping Slow Small Southern Steady Stolen Strange Stubborn Sudden
        Summer Sunken Tender Tidal Tiny True Unfinished Unlikely Velvet Wandering Warm Wild Winter Wooden Young
    """),
    "noun": words("""
        Anchor Apprentice Archive Arrow Bargain Beekeeper Bell Bicycle Boathouse Bridge Candle Captain Carnival
        Carousel Cartographer Chapel Clock Clockmaker Comet Compass Confession Cook Courtroom Crossing Crown
        Daughter Detective Diplomat Dream Echo Embassy Engine Exile Fable Falcon Farmhouse Ferry Fever Fiddle
        Firefly Forest Fortune Fox Frontier Garden Ghost Glacier Guitar Harbor Harvest Heir Heron Highway
        Horizon Hotel Island Jury Keeper Kitchen Labyrinth Ladder Lantern Letter Library Lighthouse Locksmith
        Machine Mango Map Market Meadow Melody Messenger Mill Mirror Monsoon Moon Mountain Neighbor Newsroom
        Night Oath Observatory Ocean Oracle Orchard Orchestra Palace Parade Passenger Piano Pilot Planet
        Postcard Promise Queen Quarry Rain Raven Recipe Reef Rescue River Robot Scarecrow School Shadow Shepherd
        Signal Singer Sparrow Stage Station Storm Stranger Suitcase Surgeon Tailor Teacher Theater Thief Thunder
        Tide Tower Train Treasure Umbrella Valley Verdict Violin Voyage Waltz Watchman Whale Whisper Widow
        Window Witness Wolf Workshop
    """),
    "place": phrases("""
        Alder Bay, Ashgrove, Barrow Street, Blackpine, Brightwater, Cape Merrow, Cedar Falls, Coldharbour,
        Copper Canyon, Cypress Point, Dovecote Lane, Eastmarch, Elm Hollow, Fairhaven, Fern Gully, Gallows Hill,
        Glenrock, Greyport, Half Moon Key, Harrow County, Hazel Ridge, Ironbridge, Juniper Heights, Kestrel
        Island, Larkspur, Little Italy, Lower Quay, Maple Row, Marrow Creek, Mercy Harbor, Mill Valley,
        Nightingale Road, North Station, Oak Terrace, Old Town, Opal Beach, Pelican Cove, Pier Nine, Quarry
        Road, Raven Lake, Redwater, Riverside, Saffron Hill, Saint Clair, Sandpiper Bay, Silver Lake,
        Stonebridge, Sunset Junction, Tamarack, Three Rivers, Thornfield, Union Square, Violet Springs,
        Weatherby, Westhaven, Willow Bend, Windmere, Yarrow, São Martinho, Côte d'Or, Älvdalen, Cañada Verde
    """),
    "gerund": words("""
        Baking Breaking Building Burying Catching Chasing Counting Crossing Digging Dreaming Driving Escaping
        Finding Fixing Flipping Following Hunting Inventing Keeping Leaving Losing Making Meeting Mending
        Minding Naming Outrunning Painting Planting Racing Raising Reading Remembering Restoring Rewriting
        Saving Selling Singing Solving Stealing Surviving Swapping Taming Teaching Tracing Trading Waking
    """),
    "abstract": words("""
        Ambition Arithmetic Autumn Balance Chance Charity Courage Debt Doubt Envy Faith Fame Family Fire
        Forgiveness Freedom Friendship Glory Gravity Grief Home Honor Hope Hunger Ice Justice Kindness Loyalty
        Luck Magic Memory Mercy Mischief Money Music Nature Power Pride Reason Revenge Rhythm Salt Silence Smoke
        Sorrow Spring Steel Summer Temptation Thunder Time Trust Truth Victory Wine Winter Wonder
    """),
    "topic": phrases("""
        Animals, Antiques, Architecture, Baking, Bridges, Castles, Cathedrals, Chess, Coffee, Comedy, Coral
        Reefs, Cycling, Dinosaurs, Dogs, Engines, Football, Gardens, Gold, Guitars, Horses, Islands, Jazz,
        Lighthouses, Markets, Mathematics, Motorways, Mountains, Museums, Mysteries, Ocean Liners, Opera,
        Pyramids, Railways, Robots, Rockets, Shipwrecks, Space, Spices, Storms, Street Food, Tennis, Trains,
        Trucks, Volcanoes, Wilderness, Wolves
    """),
}

SHOWS = {
    "Scripted": (
        "{adjective} {noun}",
        "The {noun}",
        "The {adjective} {noun}",
        "{place}",
        "{noun} & {noun}",
        "{abstract}",
        "The {noun} of {place}",
        "{given} & {given}",
        "Law of {abstract}",
        "{gerund} {place}",
        "{noun} Season",
        "{family} vs. {family}",
        "The {family} Affair",
        "Nine Days in {place}",
        "{place} Medical",
        "Precinct {place}",
    ),
    "Animation": (
        "{given} and the {noun}",
        "{adjective} {noun} Club",
        "Captain {noun}",
        "Super {noun} Squad",
        "{noun} Tales",
        "{given}'s {adjective} {noun}",
        "Tiny {noun}s",
        "{noun}, Age 10",
        "The {noun} Academy",
        "Planet {given}",
    ),
    "Reality": (
        "{gerund} {place}",
        "{topic} Masters",
        "The Great {topic} Contest",
        "{adjective} Houses",
        "Real {topic} of {place}",
        "{place} Rescue",
        "{noun} Flippers",
        "Love at {place}",
        "{family} Family Farm",
        "{gerund} With {given}",
    ),
    "Documentary": (
        "Secrets of {topic}",
        "{topic}: An {adjective} History",
        "Inside {place}",
        "The {noun} Files",
        "Wild {place}",
        "A Year of {abstract}",
        "{topic} From Above",
        "The Making of {topic}",
        "World of {topic}",
        "Anatomy of {abstract}",
    ),
    "Talk Show": (
        "The {family} Show",
        "{given} at Night",
        "{place} Live",
        "Coffee With {given}",
        "The {noun} Hour",
        "Good Morning {place}",
        "{family} & {family} in the Morning",
        "Ask {given}",
        "The {adjective} Couch",
    ),
    "News": (
        "{place} Tonight",
        "The {noun} Report",
        "World at {abstract}",
        "{place} News at Six",
        "The Weekly {noun}",
        "Early {noun}",
        "Money {noun}",
        "{family} Reporting",
        "The {adjective} Dispatch",
    ),
    "Game Show": (
        "Beat the {noun}",
        "Double {noun}",
        "The {noun} Wheel",
        "{abstract} or Nothing",
        "Quiz {place}",
        "Name That {noun}",
        "The {adjective} Question",
        "Spin for {abstract}",
    ),
    "Variety": (
        "{place} Music Hall",
        "The {noun} Cabaret",
        "Saturday at {place}",
        "{given}'s Variety",
        "Stars of {place}",
        "{noun} Live",
    ),
    "Sports": (
        "{place} Racing",
        "{topic} Week",
        "Inside {place} Stadium",
        "The {noun} League",
        "Extra Time",
        "{place} Cup",
    ),
    "Panel Show": ("Two {noun}s Too Many", "The {adjective} Panel", "Who Said {abstract}?", "{noun} on Trial"),
    "Award Show": ("The {noun} Awards", "The {place} Prize", "Golden {noun} Gala"),
}

EPISODES = (
    "The {noun}",
    "{adjective} {noun}",
    "The {adjective} {noun}",
    "A {noun} for {given}",
    "{gerund} {given}",
    "{place}",
    "{abstract}",
    "{abstract} and {abstract}",
    "The {noun} in {place}",
    "Goodbye, {given}",
    "{given}",
    "The {family} Case",
    "No Place for {abstract}",
    "What {given} Knew",
    "{noun}s of {place}",
    "One {adjective} Night",
    "{gerund} the {noun}",
    "Return to {place}",
    "The {noun} and the {noun}",
    "All the {adjective} Things",
    "{abstract}, Part 1",
    "{abstract}, Part 2",
    "How to Steal a {noun}",
    "Enter the {noun}",
    "{given} Meets {given}",
    "A {adjective} {noun}",
    "The Day of the {noun}",
    "Café {place}",
    "Déjà Vu",
    "The {noun}'s Fiancée",
    "Who Is {given} {family}?",
    "{family}, {family} & {family}",
)
