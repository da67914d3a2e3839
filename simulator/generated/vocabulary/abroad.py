"""Titles in other languages and scripts, so that search meets more than ASCII."""

from __future__ import annotations

from simulator.generated.vocabulary import phrases, words

# How an episode without a title of its own is called; ``{number}`` is its number.
NUMBERED = {
    "Chinese": "第{number}集",
    "Danish": "Afsnit {number}",
    "Dutch": "Aflevering {number}",
    "French": "Épisode {number}",
    "German": "Folge {number}",
    "Hindi": "Episode {number}",
    "Japanese": "第{number}話",
    "Korean": "제{number}화",
    "Norwegian": "Episode {number}",
    "Portuguese": "Capítulo {number}",
    "Russian": "Серия {number}",
    "Spanish": "Capítulo {number}",
    "Swedish": "Avsnitt {number}",
    "Turkish": "{number}. Bölüm",
}

# Beginnings and ends of titles; any of the first goes with any of the second.
TITLES = {
    "Chinese": (
        words("春风 夜雨 长安 江南 云中 山河 星辰 海上 花开 锦绣 青石 明月 白马 流年 他乡 故园"),
        words("之城 物语 记 往事 少年 传奇 人家 茶馆 奇案 来信 学堂 厨房"),
    ),
    "Dutch": (
        phrases("De Stille, Het Laatste, Een Gouden, Onze Kleine, De Verloren, Het Vreemde"),
        words("Huis Zomer Kanaal Getuige Buurt Geheim Reis Molen"),
    ),
    "French": (
        phrases("La Dernière, Une Petite, L'Étrange, Les Belles, Ma Chère, La Grande"),
        words("Rivière Maison Enquête Étoile Forêt Années Boulangère Île"),
    ),
    "German": (
        phrases("Das Stille, Der Letzte, Die Verlorene, Unser Kleines, Der Grüne, Die Späte"),
        words("Dorf Zug Königin Geheimnis Hafen Mühle Straße Gärtnerin"),
    ),
    "Hindi": (
        phrases("सपनों का, दिल की, नया, पुराना, मेरा, सुनहरा"),
        words("शहर आवाज़ सफ़र आँगन परिवार मौसम रिश्ता"),
    ),
    "Japanese": (
        words("夜明けの 青い 小さな 最後の 風の 魔法の 真夜中の 放課後の"),
        words("食堂 探偵 約束 図書館 列車 灯台 物語 キッチン ロボット"),
    ),
    "Korean": (
        words("푸른 마지막 작은 비밀의 우리들의 오늘의 달콤한"),
        words("바다 정원 약속 식당 학교 기차 이웃 계절 탐정"),
    ),
    "Norwegian": (
        phrases("Den Stille, Siste, Det Røde, Vår Lille, Nordlyset over, Sommeren på"),
        words("Øya Fjorden Bygda Sjøhuset Grenda Fjellgården Vågen"),
    ),
    "Portuguese": (
        phrases("O Último, A Pequena, Coração de, Além do, Estação, Amor em"),
        phrases("Verão, Cidade, São Bento, Mar, Esperança, Ilhéu, Manhã"),
    ),
    "Russian": (
        words("Тихий Последний Северный Новый Зимний Чужой Забытый"),
        words("берег дом свидетель вокзал город вечер остров маяк"),
    ),
    "Spanish": (
        phrases("La Última, El Secreto de, Corazón de, Mi Pequeña, Los Años de, La Señora"),
        phrases("Niña, Río, Montaña, Ciudad, Doña Inés, Mañana, Peña"),
    ),
    "Swedish": (
        phrases("Den Sista, Lilla, Sommar i, Vår Blå, Hemligheten på, Ö"),
        words("Ön Gården Ängen Färjan Stugan Älven Måsen"),
    ),
    "Turkish": (
        phrases("Son, Küçük, Gizli, Bir Avuç, Mavi, Kayıp"),
        words("Köşk Deniz Şehir Yağmur Gökyüzü Aşk Söz"),
    ),
}
